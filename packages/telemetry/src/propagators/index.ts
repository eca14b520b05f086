/** The propagators that OTEL_PROPAGATORS names (docs/decisions/0003-propagators.md). */
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { faultsIn } from '../faults.ts';
import { serviceName } from '../service-name.ts';
import { baggagePropagator } from './baggage.ts';
import { b3MultiPropagator } from './b3-multi.ts';
import { b3SinglePropagator } from './b3-single.ts';
import { traceContextPropagator } from './tracecontext.ts';

export { propagationFormat } from './remote-context.ts';

const KNOWN: Record<string, TextMapPropagator> = {
  tracecontext: traceContextPropagator,
  baggage: baggagePropagator,
  b3: b3SinglePropagator,
  b3multi: b3MultiPropagator,
};

/** What is left of them where a hop passes on nothing but B3 headers (a fault to learn from). */
const B3_ONLY = [b3MultiPropagator];

/**
 * Reads OTEL_PROPAGATORS. An unknown name is an error: the stock SDK leaves it out without a word, and the trace breaks
 * at this service.
 */
export function propagatorFromEnv(env: NodeJS.ProcessEnv): TextMapPropagator {
  const names = (env['OTEL_PROPAGATORS']?.trim() || 'tracecontext,baggage')
    .split(',')
    .map((name) => name.trim());
  const propagators = [...new Set(names)].flatMap((name) => {
    if (name === 'none') return [];
    if (Object.hasOwn(KNOWN, name)) return KNOWN[name] as TextMapPropagator;
    const known = [...Object.keys(KNOWN), 'none'].join(', ');
    throw new Error(`Cannot start telemetry: OTEL_PROPAGATORS names '${name}'. Known are ${known}`);
  });
  return firstValid(names.includes('none') ? [] : propagators);
}

/**
 * All of them write; of several span contexts that arrive, the first listed format wins. In the stock composite the last
 * one does, so a stale `b3` header from a proxy would override the caller's `traceparent`.
 */
function firstValid(propagators: TextMapPropagator[]): TextMapPropagator {
  return {
    inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
      const b3Only = faultsIn(context)?.isB3Only(serviceName(), context);
      for (const propagator of b3Only ? B3_ONLY : propagators) propagator.inject(context, carrier, setter);
    },
    extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
      let extracted = context;
      let found = false;
      for (const propagator of propagators) {
        const isFormat = propagator !== KNOWN['baggage'];
        if (isFormat && found) continue;
        const before = extracted;
        extracted = propagator.extract(before, carrier, getter);
        if (isFormat) found = extracted !== before;
      }
      return extracted;
    },
    fields: () => propagators.flatMap((propagator) => propagator.fields()),
  };
}
