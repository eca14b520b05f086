/** The outcome, as text. */
import { SPANS_PER_TRACE } from './count.ts';
import type { Row } from './experiment.ts';
import type { Sender } from './sender-process.ts';

const HEAD = ['part', 'was', 'seconds', 'accepted', 'found', 'lost', 'duplicate spans'];
const SHOWN = 10;

export function table(rows: readonly Row[]): string[] {
  const cells = rows.map(({ part, how, seconds, accepted, found, lost, duplicates }) =>
    [part, how, seconds, accepted, found, lost.length, duplicates].map(String),
  );
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [HEAD, ...cells].map(line);
}

/** The figures below the table, and what to look at when something is lost. */
export function conclusion(rows: readonly Row[], sender: Sender): string[] {
  const lost = rows.flatMap((row) => row.lost);
  const some = lost.slice(0, SHOWN).map((number) => `${number} (trace ${sender.accepted.get(number)})`);
  return [
    `accepted: ${sender.accepted.size} traces of ${SPANS_PER_TRACE} spans`,
    `lost: ${lost.length} traces${lost.length > 0 ? `: ${some.join(', ')}${lost.length > SHOWN ? ', ...' : ''}` : ''}`,
    `sent again because the SDK had given up: ${sender.givenUp} spans`,
  ];
}
