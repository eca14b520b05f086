/** The span recorder of tests: what a learner would see in the trace, as values to assert on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { InMemorySpanExporter, ReadableSpan } from '@opentelemetry/sdk-trace';
import { nameServiceBy } from './service-name.ts';

/** Test files are loaded apart from the recorder, so they meet on the global object. */
export const RECORDER = Symbol.for('tracewalk.recorder');

const recorder = (): InMemorySpanExporter => {
  const exporter = (globalThis as Record<symbol, unknown>)[RECORDER];
  if (!exporter)
    throw new Error('Cannot read spans: run the test with --import @tracewalk/telemetry/testing-register');
  return exporter as InMemorySpanExporter;
};

/** The spans that have ended since the last `clearSpans`, in the order they ended. */
export const recordedSpans = (): ReadableSpan[] => recorder().getFinishedSpans();

export const clearSpans = (): void => recorder().reset();

/** Waits until a span of this name has ended: a SERVER span ends just after its response has arrived. */
export async function spanNamed(name: string, withinMs = 2_000): Promise<ReadableSpan> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const span = recordedSpans().find((each) => each.name === name);
    if (span) return span;
    if (Date.now() > deadline) {
      const names = recordedSpans().map((each) => each.name);
      throw new Error(`Cannot find a span named '${name}': there are ${JSON.stringify(names)}`);
    }
    await sleep(5);
  }
}

/** Calls a service as a stranger would: with no span and no context of the test itself. */
export const untracedFetch: typeof fetch = (input, init) =>
  context.with(suppressTracing(context.active()), () => fetch(input, init));

/** Has faults of telemetry take everything that runs in this test for one service. */
export const testAs = (service: string): void => nameServiceBy(() => service);
