/** Find within a trace: names and services are found here, at once; attributes and ids by the backend. */
import { at, type TraceColumns } from './columns.ts';

/**
 * The spans whose operation or service has the text in it, whatever the case; in the order of rows. Several words
 * must all match, each anywhere. Each name is compared once, however many spans have it.
 */
export function findByName(columns: TraceColumns, text: string): Set<number> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set<number>();
  if (words.length === 0) return found;
  const wordMatches = words.map((word) => ({
    services: matching(
      columns.services.map(({ name }) => name),
      word,
    ),
    operations: matching(columns.operations, word),
  }));
  for (let index = 0; index < columns.spanCount; index++) {
    const isMatch = wordMatches.every(
      ({ services, operations }) =>
        services[at(columns.service, index)] === 1 || operations[at(columns.operation, index)] === 1,
    );
    if (isMatch) found.add(index);
  }
  return found;
}

const matching = (names: readonly string[], word: string): Uint8Array =>
  Uint8Array.from(names, (name) => Number(name.toLowerCase().includes(word)));

/** The next of some indexes after `from`, or before it; round the end. -1 when there are none. */
export function nextOf(sorted: readonly number[], from: number, direction: 1 | -1): number {
  if (sorted.length === 0) return -1;
  if (direction === 1) return sorted.find((index) => index > from) ?? sorted[0] ?? -1;
  return sorted.findLast((index) => index < from) ?? sorted.at(-1) ?? -1;
}

/** For type-ahead: the next row whose label begins with the text, after the row or, round the end, before it. */
export function typeAhead(
  rowCount: number,
  labelOf: (row: number) => string,
  typed: string,
  from: number,
): number {
  const wanted = typed.toLowerCase();
  // A text that grows may go on matching where it stands; a first letter looks further.
  const first = typed.length > 1 ? from : from + 1;
  for (let step = 0; step < rowCount; step++) {
    const row = (first + step) % rowCount;
    if (labelOf(row).toLowerCase().startsWith(wanted)) return row;
  }
  return -1;
}
