/** A box of the flame graph. */
import { serviceSlot } from '@tracewalk/waterfall/service-colour';
import { formatCount, formatShare, plural } from '../../ui/format-number.ts';
import { duration, named, spokenDuration } from '../format.ts';
import type { FlamePlace } from '../model/flame-graph.ts';
import type { TraceState } from '../state/trace-state.ts';

/** How high a level is, in pixels. */
export const LEVEL = 26;

interface BoxProps {
  state: TraceState;
  place: FlamePlace;
  whole: number;
  isFocused: boolean;
  /** Whether a text would be readable. */
  hasRoom: boolean;
  onFocus: () => void;
  onZoom: () => void;
}

export function FlameBoxButton({
  state: { columns },
  place: { box, from, width },
  whole,
  isFocused,
  hasRoom,
  onFocus,
  onZoom,
}: BoxProps) {
  const service = columns.services[box.service]?.name ?? '';
  const operation = named(columns.operations[box.operation] ?? '', 'name');
  const rest = [
    `${spokenDuration(box.total)} in all, ${formatShare(whole > 0 ? box.total / whole : 0)}`,
    `${spokenDuration(box.self)} own`,
    plural(box.spans, 'span'),
    box.errors > 0 ? `${formatCount(box.errors)} failed` : '',
    `level ${box.depth + 1}`,
  ];
  return (
    <button
      type="button"
      id={`flame-${box.id}`}
      class={`flame-box service-${serviceSlot(service)}`}
      style={{ left: `${from * 100}%`, width: `${width * 100}%`, top: `${box.depth * LEVEL}px` }}
      tabIndex={isFocused ? 0 : -1}
      title={`${operation} · ${service} · ${duration(box.total)}`}
      onFocus={onFocus}
      onMouseEnter={onFocus}
      onClick={onZoom}
    >
      {box.errors > 0 && <span aria-hidden="true">✗ </span>}
      <span class={hasRoom ? undefined : 'visually-hidden'}>
        {operation} <span class="flame-service">{named(service, 'service')}</span>
      </span>
      <span class="visually-hidden"> {rest.filter(Boolean).join(', ')}</span>
    </button>
  );
}
