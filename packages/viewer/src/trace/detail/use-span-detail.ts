/** Fetches a span's detail when it is opened; the last ones are kept. */
import { useEffect, useState } from 'preact/hooks';
import type { SpanDetail } from '../../api/types.ts';
import { getJson } from '../../api/get-json.ts';
import type { TraceState } from '../state/trace-state.ts';

const KEPT = 50;
/** While arrow keys run through spans, only those are fetched that are stayed at. */
const PAUSE_MS = 60;

const kept = new WeakMap<TraceState, Map<number, SpanDetail>>();

export interface DetailView {
  readonly value?: SpanDetail;
  readonly problem?: string;
  readonly retry: () => void;
}

export function useSpanDetail(state: TraceState, index: number): DetailView {
  const [loaded, setLoaded] = useState<{ index: number; value?: SpanDetail; problem?: string }>({
    index: -1,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const cache = cacheOf(state);
    const show = (value: SpanDetail) => {
      setLoaded({ index, value });
      state.openedId = value.spanId;
      state.url.set({ span: value.spanId });
    };
    const known = cache.get(index);
    if (known) {
      show(known);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getJson<SpanDetail>(state.source.path(`/spans/${index}`), abort.signal)
        .then((value) => {
          cache.set(index, value);
          const [oldest] = cache.keys();
          if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
          show(value);
        })
        .catch((error: unknown) => {
          if (!abort.signal.aborted)
            setLoaded({ index, problem: error instanceof Error ? error.message : String(error) });
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [state, index, attempt]);
  const isCurrent = loaded.index === index;
  return {
    ...(isCurrent && loaded.value && { value: loaded.value }),
    ...(isCurrent && loaded.problem !== undefined && { problem: loaded.problem }),
    retry: () => setAttempt(attempt + 1),
  };
}

function cacheOf(state: TraceState): Map<number, SpanDetail> {
  const cache = kept.get(state) ?? new Map<number, SpanDetail>();
  kept.set(state, cache);
  return cache;
}
