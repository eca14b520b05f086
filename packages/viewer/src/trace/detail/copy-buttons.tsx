/** Takes the span along: as JSON, as a command that fetches it, as a link to it. */
import type { SpanDetail } from '../../api/types.ts';
import { copyText } from '../copy-text.ts';
import type { TraceState } from '../state/trace-state.ts';

export function CopyButtons({ state, detail }: { state: TraceState; detail: SpanDetail }) {
  return (
    <div class="copy-buttons" role="group" aria-label="Copy this span">
      <button
        type="button"
        class="button"
        onClick={() => copyText('JSON', JSON.stringify(detail, undefined, 2))}
      >
        Copy JSON
      </button>
      <button
        type="button"
        class="button"
        onClick={() => copyText('cURL command', curlCommand(state, detail.spanId))}
      >
        Copy cURL
      </button>
      <button type="button" class="button" onClick={() => copyText('Link', linkTo(detail.spanId))}>
        Copy link
      </button>
    </div>
  );
}

export const curlCommand = (state: TraceState, spanId: string): string =>
  `curl '${new URL(state.source.path(`/spans/${spanId}`), location.href).href}'`;

/** The page as it is, at this span. */
export function linkTo(spanId: string): string {
  const url = new URL(location.href);
  url.searchParams.set('span', spanId);
  return url.href;
}
