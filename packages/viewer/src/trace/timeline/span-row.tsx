/** A span's row: its place in the tree, its signs, and its bar. */
import { ServiceMark } from '../../ui/service-chip.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { contextFormat, named, shortFormat } from '../format.ts';
import { at, has, isError, operationOf, serviceOf } from '../model/columns.ts';
import { hasChildren, isCollapsed } from '../model/visible-rows.ts';
import type { TraceState } from '../state/trace-state.ts';
import { rowFacts } from './row-facts.ts';
import { SpanBar } from './span-bar.tsx';

/** Deeper rows are not indented further: their names would have no room. The level is printed instead. */
const MAX_INDENT = 12;

export const rowId = (index: number): string => `span-${index}`;

interface RowProps {
  state: TraceState;
  index: number;
  /** In pixels. */
  top: number;
  /** Of the column of bars, in pixels. */
  barWidth: number;
}

export function SpanRow({ state, index, top, barWidth }: RowProps) {
  const { columns, siblings } = state;
  const depth = at(columns.depth, index);
  const isOpen = !isCollapsed(columns, state.collapse.value, index);
  const isParent = hasChildren(columns, index);
  const isActive = state.active.value === index;
  const classes = [
    'span-row',
    isActive && 'is-active',
    state.opened.value === index && 'is-opened',
    state.matchSet.value.has(index) && 'is-match',
    isError(columns, index) && 'is-error',
  ];
  return (
    <div
      role="treeitem"
      id={rowId(index)}
      class={classes.filter(Boolean).join(' ')}
      data-index={index}
      style={{ transform: `translateY(${top}px)` }}
      aria-level={depth + 1}
      aria-posinset={at(siblings.position, index)}
      aria-setsize={at(siblings.count, index)}
      aria-expanded={isParent ? isOpen : undefined}
      aria-selected={state.opened.value === index}
    >
      <div class="span-name" style={{ '--indent': String(Math.min(depth, MAX_INDENT)) }}>
        {isParent ? (
          <span class="span-toggle" aria-hidden="true">
            {isOpen ? '▾' : '▸'}
          </span>
        ) : (
          <span class="span-leaf" aria-hidden="true" />
        )}
        {depth > MAX_INDENT && (
          <span class="span-depth" aria-hidden="true">
            {depth + 1}
          </span>
        )}
        <ServiceMark name={serviceOf(columns, index)} />
        <span class="span-text" dir="auto">
          {state.formats.length > 1 && carriedBy(state, index)}
          <bdi class="span-operation">{named(operationOf(columns, index), 'name')}</bdi>{' '}
          <bdi class="span-service">{named(serviceOf(columns, index), 'service')}</bdi>
        </span>
        <Signs state={state} index={index} />
        {isParent && !isOpen && (
          <span class="span-count" aria-hidden="true">
            +{formatCount(at(columns.size, index) - 1)}
          </span>
        )}
        <span class="visually-hidden"> {rowFacts(state, index)}</span>
      </div>
      <SpanBar state={state} index={index} barWidth={barWidth} />
    </div>
  );
}

/** In which format the span's context came: worth a word where a trace has several. */
function carriedBy({ columns }: TraceState, index: number) {
  const format = columns.contextFormats[at(columns.contextFormat, index)] ?? '';
  if (format === '') return null;
  return (
    <span class="span-format" title={`The context came as ${contextFormat(format)}`}>
      {shortFormat(format)} →{' '}
    </span>
  );
}

/** Signs, never colour alone. */
function Signs({ state: { columns }, index }: { state: TraceState; index: number }) {
  const signs: [boolean, string, string, string][] = [
    [isError(columns, index), 'error', '✗', 'failed'],
    [has(columns, index, 'orphan'), 'warning', '⌀', 'its parent is not in the trace'],
    [has(columns, index, 'cut') || has(columns, index, 'sameId'), 'warning', '!', 'see its warnings'],
    [has(columns, index, 'backwards'), 'warning', '⇤', 'it ended before it began'],
    [has(columns, index, 'links'), 'link', '↗', 'links to another span'],
    [has(columns, index, 'linkedBy'), 'link', '↙', 'another span links here'],
  ];
  return (
    <>
      {signs.map(
        ([is, kind, sign, title]) =>
          is && (
            <span key={sign} class={`span-sign is-${kind}`} title={title} aria-hidden="true">
              {sign}
            </span>
          ),
      )}
    </>
  );
}
