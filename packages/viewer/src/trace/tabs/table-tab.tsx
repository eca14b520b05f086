/** The same trace as a table, a page at a time: for screen readers, and for whoever prefers tables. */
import { formatCount } from '../../ui/format-number.ts';
import { arrival, contextFormat, duration, named } from '../format.ts';
import { criticalTime } from '../model/bar.ts';
import { at, has, isError, KINDS, operationOf, serviceOf } from '../model/columns.ts';
import { ServiceMark } from '../../ui/service-chip.tsx';
import type { TraceState } from '../state/trace-state.ts';

const PAGE = 100;

/** Names of the columns, and whether they are of text. */
const HEADS: readonly (readonly [string, boolean])[] = [
  ['No.', false],
  ['Level', false],
  ['Operation', true],
  ['Service', true],
  ['Kind', true],
  ['Result', true],
  ['Starts at', false],
  ['Took', false],
  ['Own work', false],
  ['Critical', false],
  ['Parent', false],
  ['Events', false],
  ['Notes', true],
  ['Arrived as', true],
  ['Context came as', true],
];

export function TableTab({ state }: { state: TraceState }) {
  const { columns } = state;
  const pages = Math.max(1, Math.ceil(columns.spanCount / PAGE));
  const page = Math.min(Math.max(1, Number(state.url.get('page')) || 1), pages);
  const first = (page - 1) * PAGE;
  const indexes = Array.from(
    { length: Math.min(PAGE, columns.spanCount - first) },
    (_, step) => first + step,
  );
  const go = (to: number) => state.url.set({ page: to === 1 ? '' : String(to) });
  return (
    <div class="tab-body">
      <nav class="tab-tools" aria-label="Pages of the table">
        <button type="button" class="button" disabled={page === 1} onClick={() => go(page - 1)}>
          ‹ Previous
        </button>
        <span>
          Spans {formatCount(first + 1)} to {formatCount(first + indexes.length)} of{' '}
          {formatCount(columns.spanCount)}
        </span>
        <button type="button" class="button" disabled={page === pages} onClick={() => go(page + 1)}>
          Next ›
        </button>
      </nav>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Spans as a table">
        <table class="data">
          <caption class="visually-hidden">The spans of this trace, each parent before its children</caption>
          <thead>
            <tr>
              {HEADS.map(([name, isText]) => (
                <th key={name} scope="col" class={isText ? 'is-text' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {indexes.map((index) => (
              <Row key={index} state={state} index={index} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Row({ state, index }: { state: TraceState; index: number }) {
  const { columns } = state;
  const parent = columns.parent[index] ?? -1;
  const notes = [
    has(columns, index, 'orphan') && 'parent missing',
    has(columns, index, 'cut') && 'circle of parents cut',
    has(columns, index, 'sameId') && 'id used twice',
    has(columns, index, 'backwards') && 'ended before it began',
    columns.skew.has(index) && `starts ${duration(columns.skew.get(index) ?? 0)} before its parent`,
    has(columns, index, 'links') && 'links to another span',
    has(columns, index, 'linkedBy') && 'linked from another span',
  ];
  return (
    <tr>
      <td>{formatCount(index + 1)}</td>
      <td>{at(columns.depth, index) + 1}</td>
      <th scope="row">
        <button type="button" class="button-link" onClick={() => state.openOnTimeline(index)}>
          <bdi>{named(operationOf(columns, index), 'name')}</bdi>
        </button>
      </th>
      <td class="is-text">
        <ServiceMark name={serviceOf(columns, index)} />{' '}
        <bdi>{named(serviceOf(columns, index), 'service')}</bdi>
      </td>
      <td class="is-text">{KINDS[at(columns.kind, index)]}</td>
      <td class={isError(columns, index) ? 'is-text is-error' : 'is-text'}>
        {isError(columns, index) ? '✗ failed' : columns.status[index] === 1 ? 'ok' : '–'}
      </td>
      <td>{duration(at(columns.start, index))}</td>
      <td>{duration(at(columns.spanDuration, index))}</td>
      <td>{duration(at(columns.selfTime, index))}</td>
      <td>{duration(criticalTime(columns.critical, index))}</td>
      <td>{parent < 0 ? '–' : formatCount(parent + 1)}</td>
      <td>{at(columns.events.first, index + 1) - at(columns.events.first, index)}</td>
      <td class="is-text">{notes.filter(Boolean).join(', ')}</td>
      <td class="is-text">{arrival(columns.protocols[at(columns.protocol, index)] ?? '')}</td>
      <td class="is-text">{contextFormat(columns.contextFormats[at(columns.contextFormat, index)] ?? '')}</td>
    </tr>
  );
}
