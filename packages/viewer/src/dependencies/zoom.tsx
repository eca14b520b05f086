import { query, setQuery } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';

const ZOOMS = [1, 1.5, 2, 3, 4];

/** 1: as large as fits. */
export const readZoom = (): number => ZOOMS.find((zoom) => String(zoom) === query('zoom')) ?? 1;

export function ZoomButtons() {
  const place = ZOOMS.indexOf(readZoom());
  const zoom = (by: number) =>
    setQuery({ zoom: place + by > 0 ? String(ZOOMS[place + by] ?? ZOOMS.at(-1)) : '' });
  useShortcuts('Dependencies', [
    { keys: '+', label: 'Zoom in', run: () => zoom(1) },
    { keys: '-', label: 'Zoom out', run: () => zoom(-1) },
  ]);
  return (
    <span class="zoom">
      <button
        type="button"
        class="button"
        aria-label="Zoom out"
        disabled={place === 0}
        onClick={() => zoom(-1)}
      >
        −
      </button>
      <button
        type="button"
        class="button"
        aria-label="Zoom in"
        disabled={place === ZOOMS.length - 1}
        onClick={() => zoom(1)}
      >
        +
      </button>
    </span>
  );
}
