/** Links from the span, and those that point at it. */
import { withParameters } from '../../api/get-json.ts';
import type { LinkDetail, SkeletonBacklink, SpanDetail } from '../../api/types.ts';
import { traceHref } from '../../app/match-route.ts';
import { named } from '../format.ts';
import { operationOf, serviceOf } from '../model/columns.ts';
import type { TraceState } from '../state/trace-state.ts';
import { AttributeTable } from './attribute-list.tsx';

const SHOWN = 200;

export function LinkList({ state, detail: { links, linkedBy } }: { state: TraceState; detail: SpanDetail }) {
  if (links.length + linkedBy.length === 0) return null;
  return (
    <details class="detail-section" open>
      <summary>
        Links <span class="count">{links.length + linkedBy.length}</span>
      </summary>
      {links.length > 0 && (
        <ul class="links" aria-label="Links from this span">
          {links.slice(0, SHOWN).map((link, key) => (
            <li key={key}>
              <span aria-hidden="true">↗</span> <Target state={state} link={link} />
              <AttributeTable label="Attributes of the link" attributes={link.attributes} />
            </li>
          ))}
        </ul>
      )}
      {linkedBy.length > 0 && (
        <ul class="links" aria-label="Links to this span">
          {linkedBy.slice(0, SHOWN).map((link, key) => (
            <li key={key}>
              <span aria-hidden="true">↙</span> from <Origin state={state} link={link} />
            </li>
          ))}
        </ul>
      )}
      {links.length + linkedBy.length > 2 * SHOWN && <p class="note">The first {SHOWN} of each are shown.</p>}
    </details>
  );
}

/** In the same file, when the trace is from one. */
const spanAddress = ({ source }: TraceState, traceId: string, spanId: string): string =>
  withParameters(traceHref(traceId), { span: spanId, file: source.file });

function Target({ state, link }: { state: TraceState; link: LinkDetail }) {
  const { columns } = state;
  if (link.to >= 0) {
    return (
      <button type="button" class="button-link" onClick={() => state.goTo(link.to, { open: true })}>
        <bdi>{named(operationOf(columns, link.to), 'name')}</bdi> <bdi>{serviceOf(columns, link.to)}</bdi>
      </button>
    );
  }
  if (link.known && link.traceId !== columns.traceId) {
    return (
      <a href={spanAddress(state, link.traceId, link.spanId)}>
        trace <code>{link.traceId.slice(0, 8)}…</code>, span <code>{link.spanId}</code>
      </a>
    );
  }
  return (
    <span class="note">
      {link.traceId === columns.traceId ? 'a span that is not in this trace' : 'a trace that is not here'}:{' '}
      <code>{link.traceId}</code>, span <code>{link.spanId}</code>
    </span>
  );
}

const Origin = ({ state, link }: { state: TraceState; link: SkeletonBacklink }) => (
  <a href={spanAddress(state, link.traceId, link.spanId)}>
    <bdi>{named(link.operation, 'name')}</bdi> <bdi>{named(link.service, 'service')}</bdi>{' '}
    <code>{link.traceId.slice(0, 8)}…</code>
  </a>
);
