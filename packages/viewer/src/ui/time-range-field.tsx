import { useId } from 'preact/hooks';
import {
  fromDateTimeInput,
  lookbackLabel,
  LOOKBACKS,
  type TimeRange,
  toDateTimeInput,
} from './time-range.ts';
import { zoneName } from './format-time.ts';
import './field.css';

interface TimeRangeFieldProps {
  readonly range: TimeRange;
  readonly problem?: string;
  readonly onChange: (range: TimeRange) => void;
}

/** The last hour and the like, or from a time to a time. */
export function TimeRangeField({ range, problem, onChange }: TimeRangeFieldProps) {
  const id = useId();
  const known = Object.keys(LOOKBACKS);
  const choices = known.includes(range.lookback) ? known : [range.lookback, ...known];
  const choose = (lookback: string) => {
    if (lookback !== 'custom') return onChange({ lookback, start: '', end: '' });
    const now = Date.now();
    onChange({ lookback, start: String((now - 3_600_000) * 1_000), end: String(now * 1_000) });
  };
  return (
    <div class="field">
      <label for={id}>Time</label>
      <select id={id} value={range.lookback} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {choices.map((lookback) => (
          <option key={lookback} value={lookback}>
            {lookbackLabel(lookback)}
          </option>
        ))}
      </select>
      {range.lookback === 'custom' && (
        <div class="field-pair">
          {(['start', 'end'] as const).map((name) => (
            <input
              key={name}
              type="datetime-local"
              step="1"
              aria-label={`${name === 'start' ? 'From' : 'To'} (${zoneName()})`}
              value={toDateTimeInput(range[name])}
              onChange={({ currentTarget }) =>
                onChange({ ...range, [name]: fromDateTimeInput(currentTarget.value) })
              }
            />
          ))}
        </div>
      )}
      {problem && <span class="field-problem">{problem}</span>}
    </div>
  );
}
