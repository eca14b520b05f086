/** A row for each path, with what it is in each trace. */
import { formatCount } from '../ui/format-number.ts';
import { ServiceMark } from '../ui/service-chip.tsx';
import { duration, named } from '../trace/format.ts';
import { More } from '../trace/tabs/more.tsx';
import type { Change, DiffRow, Side } from './diff.ts';

const MAX_INDENT = 12;

/** A sign and a word for each: never colour alone. */
const CHANGES: Record<Change, { sign: string; word: string }> = {
  added: { sign: '+', word: 'only in B' },
  removed: { sign: '−', word: 'only in A' },
  slower: { sign: '▲', word: 'slower' },
  faster: { sign: '▼', word: 'faster' },
  same: { sign: '=', word: 'same time' },
};

interface TableProps {
  rows: readonly DiffRow[];
  /** Whether all paths are there, so that indentation shows which is below which. */
  isTree: boolean;
}

export const DiffTable = ({ rows, isTree }: TableProps) => (
  <More items={rows} what="path">
    {(shown) => (
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Differences">
        <table class="data diff">
          <caption class="visually-hidden">Each path of services and operations, in A and in B</caption>
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col" class="is-text">
                Difference
              </th>
              <th scope="col">Level</th>
              <th scope="col">Spans A</th>
              <th scope="col">Spans B</th>
              <th scope="col">Mean A</th>
              <th scope="col">Mean B</th>
              <th scope="col">Change</th>
              <th scope="col">Own work A</th>
              <th scope="col">Own work B</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, key) => (
              <Row key={key} row={row} isTree={isTree} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </More>
);

function Row({ row, isTree }: { row: DiffRow; isTree: boolean }) {
  const { a, b, change, countDiffers } = row;
  const { sign, word } = CHANGES[change];
  const words = change === 'same' && countDiffers ? 'other number' : word;
  return (
    <tr class={`is-${change}`}>
      <th scope="row" style={{ '--indent': String(isTree ? Math.min(row.depth, MAX_INDENT) : 0) }}>
        <ServiceMark name={row.service} /> <bdi>{named(row.operation, 'name')}</bdi>{' '}
        <bdi class="muted">{named(row.service, 'service')}</bdi>
      </th>
      <td class="is-text change">
        <span aria-hidden="true">{change === 'same' && countDiffers ? '#' : sign}</span> {words}
      </td>
      <td>{row.depth + 1}</td>
      <td>{spans(a)}</td>
      <td>{spans(b)}</td>
      <td>{a ? duration(a.mean) : '–'}</td>
      <td>{b ? duration(b.mean) : '–'}</td>
      <td>{changeText(a, b)}</td>
      <td>{a ? duration(a.self) : '–'}</td>
      <td>{b ? duration(b.self) : '–'}</td>
    </tr>
  );
}

const spans = (side?: Side): string =>
  side
    ? `${formatCount(side.spans)}${side.errors > 0 ? ` (✗ ${formatCount(side.errors)} failed)` : ''}`
    : '–';

function changeText(a?: Side, b?: Side): string {
  if (!a || !b) return '–';
  const difference = b.mean - a.mean;
  const share = a.mean > 0 ? ` (${signed((difference / a.mean) * 100)}%)` : '';
  return difference === 0 ? '0' : `${difference > 0 ? '+' : '−'}${duration(Math.abs(difference))}${share}`;
}

const signed = (value: number): string =>
  `${value > 0 ? '+' : '−'}${Math.abs(Math.round(value)).toLocaleString('en')}`;
