/** Asks the learner's program something, and gets the trace of it: the check makes its own requests, whatever was tried before. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Trace, TraceNode } from '@tracewalk/trace-model';
import type { Attempt, Step } from './lab.ts';

/** How long spans may take to arrive; in ms. */
const PATIENCE = 3_000;
/** A trace is complete when nothing came for so long. */
const QUIET = 700;

export interface Probe {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The trace context that the request carries; W3C unless told. */
  readonly context?: (traceId: string, spanId: string) => Record<string, string>;
}

export interface Probed {
  readonly status: number;
  readonly text: string;
  /** The id that the request carried. */
  readonly traceId: string;
  /** Undefined when nothing arrived with that id. */
  readonly trace?: Trace;
}

const w3c = (traceId: string, spanId: string) => ({ traceparent: `00-${traceId}-${spanId}-01` });

/** Sends a request with a new trace id, and waits for the trace. @throws when the program does not answer */
export async function probe(attempt: Attempt, path: string, options: Probe = {}): Promise<Probed> {
  const { context = w3c, headers, ...rest } = options;
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const response = await reach(attempt, path, {
    ...rest,
    headers: { ...headers, ...context(traceId, spanId) },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  return { status: response.status, text, traceId, trace: await arrived(attempt, traceId) };
}

async function reach({ programUrl = '' }: Attempt, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, programUrl), init);
  } catch (error) {
    throw new Error(
      `Cannot reach your program at ${programUrl}: is it running? \`tracewalk lab run\` starts it`,
      {
        cause: error,
      },
    );
  }
}

/** The trace, when it does not grow any more. */
async function arrived({ traces }: Attempt, id: string): Promise<Trace | undefined> {
  let trace: Trace | undefined;
  let grown = Date.now();
  for (const end = Date.now() + PATIENCE; Date.now() < end; await wait(150)) {
    const now = await traces.trace(id);
    if (now && now.nodes.length !== trace?.nodes.length) [trace, grown] = [now, Date.now()];
    else if (trace && Date.now() - grown > QUIET) break;
  }
  return trace;
}

/** Steps that look at one and the same request: it is made once for each check. */
export function probing(path: string, options?: Probe) {
  const made = new WeakMap<Attempt, Promise<Probed>>();
  const once = (attempt: Attempt): Promise<Probed> => {
    const probed = made.get(attempt) ?? probe(attempt, path, options);
    made.set(attempt, probed);
    return probed;
  };
  return {
    /** A step that judges the answer and its trace. */
    step: (says: string, missing: (probed: Probed, attempt: Attempt) => string | undefined): Step => ({
      says,
      check: async (attempt) => missing(await once(attempt), attempt),
    }),
    /** A step that judges the trace; that there is none is said here. */
    traceStep: (says: string, missing: (trace: Trace, attempt: Attempt) => string | undefined): Step => ({
      says,
      check: async (attempt) => {
        const { trace, traceId } = await once(attempt);
        return trace
          ? missing(trace, attempt)
          : `${path} was asked for, and no span of it arrived (trace ${traceId})`;
      },
    }),
  };
}

/** The spans of a service with a name. */
export const spansNamed = (trace: Trace, service: string, name: string): TraceNode[] =>
  trace.nodes.filter(({ span }) => span.service === service && span.name === name);
