/** Everything of one span, beside the timeline. */
import { announce } from '../../ui/announce.tsx';
import { useEffect } from 'preact/hooks';
import type { SpanDetail } from '../../api/types.ts';
import { named } from '../format.ts';
import { at, isError, KINDS, operationOf, serviceOf } from '../model/columns.ts';
import { ServiceMark } from '../../ui/service-chip.tsx';
import type { TraceState } from '../state/trace-state.ts';
import { AttributeList } from './attribute-list.tsx';
import { CopyButtons } from './copy-buttons.tsx';
import { EventList } from './event-list.tsx';
import { Facts } from './facts.tsx';
import { LinkList } from './link-list.tsx';
import { Times } from './times.tsx';
import './detail.css';
import { useSpanDetail } from './use-span-detail.ts';

export function DetailPanel({ state }: { state: TraceState }) {
  const index = state.opened.value;
  const detail = useSpanDetail(state, index);
  const { columns } = state;
  useEffect(() => {
    announce(`Details of ${operationOf(columns, index)}`);
  }, [index]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    closeAndReturn(state);
  };
  return (
    <aside class="detail" aria-labelledby="detail-title" onKeyDown={onKeyDown}>
      <header class="detail-head">
        <div class="detail-title">
          <ServiceMark name={serviceOf(columns, index)} />
          <h2 id="detail-title">
            <bdi>{named(operationOf(columns, index), 'name')}</bdi>
          </h2>
          <button
            type="button"
            class="button-quiet"
            aria-label="Close the details"
            onClick={() => closeAndReturn(state)}
          >
            ✕
          </button>
        </div>
        <p class="detail-service">
          <bdi>{named(serviceOf(columns, index), 'service')}</bdi> · {KINDS[at(columns.kind, index)]}
          {isError(columns, index) && <strong class="is-error"> · ✗ failed</strong>}
        </p>
      </header>
      <div class="detail-body" tabIndex={0} role="region" aria-label="Details of the span">
        <Times state={state} index={index} />
        {detail.problem !== undefined && (
          <p class="notice is-error" role="alert">
            {detail.problem}{' '}
            <button type="button" class="button" onClick={detail.retry}>
              Try again
            </button>
          </p>
        )}
        {detail.value ? (
          <Loaded state={state} detail={detail.value} />
        ) : (
          detail.problem === undefined && <p>Loading…</p>
        )}
      </div>
    </aside>
  );
}

function closeAndReturn(state: TraceState): void {
  state.close();
  document.querySelector<HTMLElement>('.span-tree')?.focus();
}

function Loaded({ state, detail }: { state: TraceState; detail: SpanDetail }) {
  const { columns } = state;
  const { dropped } = detail;
  const left = Object.entries(dropped).filter(([, count]) => count > 0);
  return (
    <>
      {detail.spanCount !== columns.spanCount && (
        <p class="notice" role="status">
          Spans have come since this page was loaded.{' '}
          <button type="button" class="button" onClick={() => location.reload()}>
            Load the trace again
          </button>
        </p>
      )}
      {detail.status === 'error' && (
        <p class="notice is-error">
          ✗{' '}
          {detail.statusMessage === '' ? (
            'It failed, and does not say why.'
          ) : (
            <bdi>{detail.statusMessage}</bdi>
          )}
        </p>
      )}
      {detail.warnings.map((warning) => (
        <p key={warning} class="notice is-warning">
          ⚠ {warning}
        </p>
      ))}
      {left.length > 0 && (
        <p class="notice is-warning">
          ⚠ The sender left out {left.map(([what, count]) => `${count} ${what}`).join(', ')}.
        </p>
      )}
      <CopyButtons state={state} detail={detail} />
      <AttributeList title="Attributes" attributes={detail.attributes} isOpen />
      <EventList state={state} detail={detail} />
      <LinkList state={state} detail={detail} />
      <Facts detail={detail} />
      <AttributeList title="Resource" attributes={detail.resource} />
      <AttributeList title="Scope" note={detail.scope.name} attributes={detail.scope.attributes} />
    </>
  );
}
