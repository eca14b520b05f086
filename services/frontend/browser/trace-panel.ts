/** The trace of what was just done: waited for, drawn as it arrives, and put into a sentence. */
import {
  buildTrace,
  defineTraceWaterfall,
  fromJaegerJson,
  missingSpans,
  type Trace,
  traceSummary,
  type TraceWaterfall,
  verdict,
} from '@tracewalk/waterfall';
import { find, say } from './elements.ts';

/** When it is asked for again, in ms after the time before: spans come within a second, those of a slow hop later. */
const ASK_AFTER_MS = [250, 250, 300, 500, 800, 1_200, 2_000, 3_000, 5_000, 8_000];
/** So many times in a row nothing was missing and nothing new came: then it is complete. */
const STEADY = 2;

export interface TracePanel {
  /** Begins anew with this trace. `title` says whose it is. */
  show(traceId: string | undefined, title: string): void;
  /** The same trace may have grown. */
  again(): void;
  /** Something is being done whose trace is not known yet. */
  wait(title: string): void;
}

export function createTracePanel(): TracePanel {
  const panel = find('aside.trace');
  const waterfall = find<TraceWaterfall>('trace-waterfall');
  const draws = panel?.dataset.draws !== undefined;
  let current: AbortController | undefined;
  let shown: string | undefined;
  if (draws) defineTraceWaterfall();

  const status = (text: string) => draws && say(find('.trace-status'), text);
  const draw = (trace: Trace) => {
    if (waterfall) waterfall.trace = trace;
    const { text, kind } = verdict(trace);
    conclude(`${text}.`, kind);
  };

  const follow = async (id: string, signal: AbortSignal) => {
    let steady = 0;
    let spans = 0;
    let trace: Trace | undefined;
    for (const delay of ASK_AFTER_MS) {
      await sleep(delay, signal);
      const found = await ask(id, signal);
      if (signal.aborted) return;
      if (typeof found === 'string') return status(found);
      trace = found ?? trace;
      if (!trace) continue;
      steady = trace.nodes.length === spans && missingSpans(trace).length === 0 ? steady + 1 : 0;
      if (trace.nodes.length !== spans) draw(trace);
      spans = trace.nodes.length;
      if (steady === STEADY) break;
    }
    if (signal.aborted) return;
    if (!trace) return status('Its spans have not arrived. They may have been blocked, or not recorded.');
    const gaps = steady === STEADY ? [] : missingSpans(trace);
    const whole = gaps.length === 0 ? 'Complete' : `Not complete. ${gaps[0]}`;
    status(`${whole}${gaps.length === 0 ? ': ' : ' Here is '}${traceSummary(trace)}`);
  };

  const begin = (id: string) => {
    current?.abort();
    current = new AbortController();
    if (draws) void follow(id, current.signal);
  };

  return {
    show: (traceId, title) => {
      current?.abort();
      shown = traceId;
      say(find('#trace-title'), title);
      link(panel, traceId);
      conclude('');
      if (waterfall) waterfall.trace = undefined;
      status(traceId ? 'Waiting for its spans.' : 'This was not traced.');
      if (traceId) begin(traceId);
    },
    again: () => {
      if (shown) begin(shown);
    },
    wait: (title) => {
      current?.abort();
      say(find('#trace-title'), title);
      conclude('');
      if (waterfall) waterfall.trace = undefined;
      status('Waiting for the answer.');
    },
  };
}

/** The trace so far; undefined when nothing of it is there; a sentence when it cannot be had. */
async function ask(id: string, signal: AbortSignal): Promise<Trace | string | undefined> {
  try {
    const response = await fetch(`/api/traces/${id}`, { signal, headers: { accept: 'application/json' } });
    const json = (await response.json()) as { detail?: string };
    if (!response.ok) return `The trace cannot be shown. ${json.detail ?? ''}`;
    const spans = fromJaegerJson(json);
    return spans.length > 0 ? buildTrace(spans) : undefined;
  } catch (error) {
    return signal.aborted ? undefined : `The trace cannot be shown. ${(error as Error).message}`;
  }
}

/** The sentence above the waterfall. */
function conclude(text: string, kind = ''): void {
  const line = find('.trace-verdict');
  say(line, text);
  if (line) line.dataset.kind = kind;
}

/** The link to the whole trace, in the viewer. */
function link(panel: HTMLElement | null, id = ''): void {
  say(find('.trace-id'), id);
  const viewer = panel?.dataset.viewer;
  const anchor = find<HTMLAnchorElement>('.trace-links a');
  if (!viewer || !anchor) return;
  anchor.href = `${viewer}/trace/${id}`;
  anchor.hidden = id === '';
}

/** Also ends when it is aborted. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });
