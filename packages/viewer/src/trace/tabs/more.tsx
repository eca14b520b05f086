/** A long list, a part at a time: a page of 50,000 rows would freeze. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount, plural } from '../../ui/format-number.ts';

const PART = 200;

interface MoreProps<Item> {
  items: readonly Item[];
  what: string;
  children: (shown: readonly Item[]) => ComponentChildren;
}

export function More<Item>({ items, what, children }: MoreProps<Item>) {
  const [parts, setParts] = useState(1);
  const shown = items.slice(0, parts * PART);
  return (
    <>
      {children(shown)}
      {shown.length < items.length && (
        <p class="more">
          {formatCount(shown.length)} of {plural(items.length, what)} are shown.{' '}
          <button type="button" class="button" onClick={() => setParts(parts + 1)}>
            Show {formatCount(Math.min(PART, items.length - shown.length))} more
          </button>
        </p>
      )}
    </>
  );
}
