/** How high a row is, in pixels: two lines where a name and a bar have no room beside each other. */
import { signal } from '@preact/signals';

const narrow = matchMedia('(max-width: 700px)');
const heightFor = (isNarrow: boolean): number => (isNarrow ? 48 : 28);

export const rowHeight = signal(heightFor(narrow.matches));
narrow.addEventListener('change', ({ matches }) => (rowHeight.value = heightFor(matches)));
