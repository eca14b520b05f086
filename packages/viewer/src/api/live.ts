/** Traces as they complete, from `/api/live` (server-sent events). The browser reconnects by itself. */
import type { FoundTrace } from './types.ts';

/** What the backend announces. */
interface LiveTrace {
  readonly traceID: string;
  readonly rootService: string;
  readonly rootOperation: string;
  readonly startTimeUnixNano: string;
  /** µs. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
  readonly formats: string[];
  readonly partial: boolean;
}

/** `waiting` also while it reconnects; `refused` when the backend follows too many already. */
export type LiveState = 'waiting' | 'open' | 'refused';

/** @returns what ends it. */
export function followTraces(
  onTrace: (trace: FoundTrace) => void,
  onState: (state: LiveState) => void,
): () => void {
  const source = new EventSource('/api/live');
  const take = ({ data }: MessageEvent<string>) => onTrace(toFound(JSON.parse(data) as LiveTrace));
  source.addEventListener('trace', take);
  source.addEventListener('updated', take);
  source.addEventListener('open', () => onState('open'));
  source.addEventListener('error', () =>
    onState(source.readyState === EventSource.CLOSED ? 'refused' : 'waiting'),
  );
  return () => source.close();
}

/** Spans are not counted by service here: 0 stands for "not known". */
const toFound = (live: LiveTrace): FoundTrace => ({
  traceId: live.traceID,
  rootService: live.rootService,
  rootOperation: live.rootOperation,
  rootError: false,
  startTimeUnixNano: live.startTimeUnixNano,
  duration: live.durationUs,
  spanCount: live.spanCount,
  errorCount: live.errorCount,
  orphanCount: 0,
  services: live.services.map((name) => ({ name, spanCount: 0, errorSpanCount: 0 })),
  formats: live.formats,
  partial: live.partial,
});
