import { withParameters } from '../api/get-json.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { QueryChange } from '../app/match-route.ts';
import { Field } from '../ui/field.tsx';
import { TimeRangeField } from '../ui/time-range-field.tsx';
import type { MonitorQuery } from './monitor-query.ts';

interface MonitorFormProps {
  readonly monitor: MonitorQuery;
  readonly onChange: (change: QueryChange) => void;
  readonly onRefresh: () => void;
}

/** What is chosen is shown at once. */
export function MonitorForm({ monitor, onChange, onRefresh }: MonitorFormProps) {
  const { service, operation, spans } = monitor;
  const services = useAnswer<{ services: string[] }>('/api/v3/services').data?.services ?? [];
  const path = service ? withParameters('/api/v3/operations', { service }) : undefined;
  const operations = useAnswer<{ operations: { name: string }[] }>(path).data?.operations ?? [];
  const names = service ? [...new Set(operations.map(({ name }) => name))] : [];
  return (
    <div class="page-bar">
      <Choice
        label="Service"
        all="All services"
        value={service}
        choices={services}
        onChange={(value) => onChange({ service: value, operation: '' })}
      />
      {service && (
        <Choice
          label="Operation"
          all="All operations"
          value={operation}
          choices={names}
          onChange={(value) => onChange({ operation: value })}
        />
      )}
      <Field label="Count">
        {(attributes) => (
          <select
            {...attributes}
            value={spans}
            onChange={({ currentTarget: { value } }) => onChange({ spans: value === 'all' ? value : '' })}
          >
            <option value="calls">Calls received</option>
            <option value="all">All spans</option>
          </select>
        )}
      </Field>
      <TimeRangeField
        range={monitor}
        onChange={({ lookback, start, end }) => onChange({ lookback, start, end })}
      />
      <button type="button" class="button" onClick={onRefresh}>
        Refresh
      </button>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** What no choice means. */
  readonly all: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, all, value, choices, onChange }: ChoiceProps) {
  // A link may name what has no spans here any more.
  const shown = value && !choices.includes(value) ? [value, ...choices] : choices;
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">{all}</option>
          {shown.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
