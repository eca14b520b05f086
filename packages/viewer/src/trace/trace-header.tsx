/** What the trace is, in two lines. */
import type { RefObject } from 'preact';
import { ServiceChip } from '../ui/service-chip.tsx';
import { plural } from '../ui/format-number.ts';
import { CompareWith } from './compare-with.tsx';
import { copyText } from './copy-text.ts';
import { FindBox } from './find-box.tsx';
import { duration, named, pointInTime } from './format.ts';
import { operationOf, serviceOf } from './model/columns.ts';
import type { TraceState } from './state/trace-state.ts';

/** More services are behind a click. */
const SHOWN_SERVICES = 12;

export function TraceHeader({
  state,
  find,
}: {
  state: TraceState;
  find: RefObject<HTMLInputElement | null>;
}) {
  const { columns } = state;
  const { traceId, errorCount } = columns;
  const levels = columns.depth.reduce((most, depth) => Math.max(most, depth), 0) + 1;
  return (
    <header class="trace-head">
      <div class="trace-title">
        <h1>
          <bdi>{named(serviceOf(columns, 0), 'service')}</bdi>{' '}
          <bdi class="trace-operation">{named(operationOf(columns, 0), 'name')}</bdi>
        </h1>
        <FindBox state={state} input={find} />
      </div>
      <ul class="trace-facts" aria-label="The trace">
        <li>
          <strong>{duration(columns.duration)}</strong>
        </li>
        <li>{plural(columns.spanCount, 'span')}</li>
        <li>{plural(columns.services.length, 'service')}</li>
        <li>{plural(levels, 'level')}</li>
        <li>
          {errorCount === 0 ? (
            'no errors'
          ) : (
            <button
              type="button"
              class="button-link is-error"
              title="Next error ( > )"
              onClick={() => state.nextError(1)}
            >
              ✗ {plural(errorCount, 'error')}: next
            </button>
          )}
        </li>
        <li>{pointInTime(columns.startUnixNano)}</li>
        <li>
          <code class="trace-id">{traceId}</code>{' '}
          <button type="button" class="button-link" onClick={() => copyText('Trace id', traceId)}>
            Copy id
          </button>
        </li>
        {state.source.file === '' && (
          <li>
            <CompareWith traceId={traceId} />
          </li>
        )}
      </ul>
      <Services state={state} />
      <Notices state={state} />
    </header>
  );
}

function Services({ state: { columns } }: { state: TraceState }) {
  const { services } = columns;
  const chip = (from: number, to?: number) =>
    services.slice(from, to).map(({ name, spanCount, errorCount }) => (
      <li key={name}>
        <ServiceChip name={name} spans={spanCount} errors={errorCount} />
      </li>
    ));
  return (
    <div class="trace-services">
      <ul aria-label="Services">{chip(0, SHOWN_SERVICES)}</ul>
      {services.length > SHOWN_SERVICES && (
        <details>
          <summary>{plural(services.length - SHOWN_SERVICES, 'more service')}</summary>
          <ul aria-label="More services">{chip(SHOWN_SERVICES, 300)}</ul>
          {services.length > 300 && (
            <p class="muted">The first 300 of {plural(services.length, 'service')} are listed.</p>
          )}
        </details>
      )}
    </div>
  );
}

/** More warnings are behind a click. */
const SHOWN_WARNINGS = 2;

/** What is wrong with the trace as a whole, in words. */
function Notices({ state: { columns, source, problem } }: { state: TraceState }) {
  const notices = columns.warnings;
  return (
    <>
      {problem.value !== '' && (
        <p class="notice is-error" role="alert">
          {problem.value}
        </p>
      )}
      {source.file !== '' && <p class="notice">From a file. It is not among the traces of the search.</p>}
      {notices.slice(0, SHOWN_WARNINGS).map((notice) => (
        <p key={notice} class="notice is-warning">
          <span aria-hidden="true">⚠ </span>
          {notice}
        </p>
      ))}
      {notices.length > SHOWN_WARNINGS && (
        <details class="notice is-warning">
          <summary>⚠ {plural(notices.length - SHOWN_WARNINGS, 'more warning')}</summary>
          <ul>
            {notices.slice(SHOWN_WARNINGS, 100).map((notice) => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
