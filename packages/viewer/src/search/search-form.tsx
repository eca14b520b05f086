import { useEffect, useId, useState } from 'preact/hooks';
import { withParameters } from '../api/get-json.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Field } from '../ui/field.tsx';
import { TimeRangeField } from '../ui/time-range-field.tsx';
import { LIMITS, problemsOf, type SearchQuery } from './search-query.ts';

interface SearchFormProps {
  /** What the address says: what was searched for last. */
  readonly search: SearchQuery;
  readonly onSearch: (search: SearchQuery) => void;
}

export function SearchForm({ search, onSearch }: SearchFormProps) {
  const [draft, setDraft] = useState(search);
  const [tried, setTried] = useState(false);
  const address = JSON.stringify(search);
  useEffect(() => setDraft(search), [address]);
  const change = (part: Partial<SearchQuery>) => setDraft({ ...draft, ...part });
  const problems = problemsOf(draft);
  const shown = tried ? problems : {};
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isWrong = Object.values(problems).some((problem) => problem !== undefined);
    setTried(isWrong);
    if (!isWrong) return onSearch(draft);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <form class="search-form" aria-label="Search" noValidate onSubmit={submit}>
      <ServiceField value={draft.service} onChange={(service) => change({ service, operation: '' })} />
      <OperationField
        service={draft.service}
        value={draft.operation}
        onChange={(operation) => change({ operation })}
      />
      <Field label="Tags" hint="error=true http.route=/users" problem={shown.tags}>
        {(attributes) => (
          <input
            {...attributes}
            value={draft.tags}
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => change({ tags: currentTarget.value })}
          />
        )}
      </Field>
      <div class="search-durations">
        <Field label="Longer than" hint="100ms" problem={shown.minDuration}>
          {(attributes) => (
            <input
              {...attributes}
              value={draft.minDuration}
              autocomplete="off"
              onInput={({ currentTarget }) => change({ minDuration: currentTarget.value.trim() })}
            />
          )}
        </Field>
        <Field label="Shorter than" hint="1.2s" problem={shown.maxDuration}>
          {(attributes) => (
            <input
              {...attributes}
              value={draft.maxDuration}
              autocomplete="off"
              onInput={({ currentTarget }) => change({ maxDuration: currentTarget.value.trim() })}
            />
          )}
        </Field>
      </div>
      <TimeRangeField range={draft} problem={shown.end} onChange={change} />
      <LimitField value={draft.limit} onChange={(limit) => change({ limit })} />
      <button type="submit" class="button button-primary">
        Find traces
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ServiceField({ value, onChange }: ChoiceProps) {
  const services = useAnswer<{ services: string[] }>('/api/v3/services').data?.services ?? [];
  // A link may name a service that has no spans here any more.
  const choices = value && !services.includes(value) ? [value, ...services] : services;
  return (
    <Field label="Service">
      {(attributes) => (
        <select {...attributes} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">All services</option>
          {choices.map((service) => (
            <option key={service} value={service}>
              {service}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function OperationField({ service, value, onChange }: ChoiceProps & { readonly service: string }) {
  const list = useId();
  const path = service ? withParameters('/api/v3/operations', { service }) : undefined;
  const answer = useAnswer<{ operations: { name: string }[] }>(path);
  const names = service ? new Set(answer.data?.operations.map(({ name }) => name)) : [];
  return (
    <Field label="Operation" hint="All operations">
      {(attributes) => (
        <>
          <input
            {...attributes}
            list={list}
            value={value}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
          <datalist id={list}>
            {[...names].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

const LimitField = ({ value, onChange }: ChoiceProps) => (
  <Field label="At most">
    {(attributes) => (
      <select {...attributes} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {(LIMITS.includes(value) ? LIMITS : [value, ...LIMITS]).map((limit) => (
          <option key={limit} value={limit}>
            {limit} traces
          </option>
        ))}
      </select>
    )}
  </Field>
);
