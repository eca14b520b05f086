/** How long the span took, and how it came: what the skeleton knows already. */
import { formatShare } from '../../ui/format-number.ts';
import { arrival, contextFormat, duration } from '../format.ts';
import { criticalTime } from '../model/bar.ts';
import { at, startOf } from '../model/columns.ts';
import type { TraceState } from '../state/trace-state.ts';

export function Times({ state: { columns }, index }: { state: TraceState; index: number }) {
  const self = at(columns.selfTime, index);
  const took = at(columns.spanDuration, index);
  const critical = criticalTime(columns.critical, index);
  const early = columns.skew.get(index);
  return (
    <dl class="times">
      <div>
        <dt>Took</dt>
        <dd>{duration(took)}</dd>
      </div>
      <div>
        <dt>Own work</dt>
        <dd title="Time in which no child was at work">
          {duration(self)} {took > 0 && <small>{formatShare(self / took)}</small>}
        </dd>
      </div>
      <div>
        <dt>Starts at</dt>
        <dd>{duration(startOf(columns, index))}</dd>
      </div>
      <div>
        <dt>On the critical path</dt>
        <dd>{critical > 0 ? duration(critical) : 'no'}</dd>
      </div>
      <div>
        <dt>Arrived as</dt>
        <dd>{arrival(columns.protocols[at(columns.protocol, index)] ?? '')}</dd>
      </div>
      <div>
        <dt>Its context came as</dt>
        <dd>
          {contextFormat(columns.contextFormats[at(columns.contextFormat, index)] ?? '') || 'it does not say'}
        </dd>
      </div>
      {early !== undefined && (
        <div class="is-wide">
          <dt>Clocks disagree</dt>
          <dd>
            It starts {duration(early)} before its parent, which only clocks that differ can show. Times are
            shown as they were sent.
          </dd>
        </div>
      )}
    </dl>
  );
}
