/** What a screen reader says of a span's row, after its names: what others see as signs and bars. */
import { plural } from '../../ui/format-number.ts';
import { spokenDuration } from '../format.ts';
import { at, has, isError, KINDS, startOf } from '../model/columns.ts';
import type { TraceState } from '../state/trace-state.ts';

export function rowFacts({ columns, matchSet }: TraceState, index: number): string {
  const events = at(columns.events.first, index + 1) - at(columns.events.first, index);
  const early = columns.skew.get(index);
  const facts = [
    KINDS[at(columns.kind, index)] ?? '',
    isError(columns, index) && 'failed',
    spokenDuration(at(columns.spanDuration, index)),
    `starts at ${spokenDuration(startOf(columns, index))}`,
    at(columns.size, index) > 1 && `${plural(at(columns.size, index) - 1, 'span')} below`,
    events > 0 && plural(events, 'event'),
    has(columns, index, 'links') && 'links to another span',
    has(columns, index, 'linkedBy') && 'another span links here',
    has(columns, index, 'orphan') && 'its parent is missing',
    has(columns, index, 'backwards') && 'ended before it began',
    early !== undefined && `starts ${spokenDuration(early)} before its parent: clocks disagree`,
    matchSet.value.has(index) && 'matches',
  ];
  return facts.filter(Boolean).join(', ');
}
