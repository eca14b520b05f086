/** Lab 07: a bridge between two context formats. */
import { defineLab } from '@tracewalk/lab';
import { probing } from '@tracewalk/lab/probe';
import type { Trace } from '@tracewalk/trace-model';

const b3 = (traceId: string, spanId: string) => ({
  'x-b3-traceid': traceId,
  'x-b3-spanid': spanId,
  'x-b3-sampled': '1',
});
const w3c = (traceId: string, spanId: string) => ({ traceparent: `00-${traceId}-${spanId}-01` });
/** What a proxy left behind on the way: another trace's B3. */
const stale = b3('5'.repeat(32), '5'.repeat(16));

const old = probing('/profiles/3', { context: b3 });
const modern = probing('/profiles/3', { context: w3c });
const both = probing('/profiles/3', { context: (...ids) => ({ ...stale, ...w3c(...ids) }) });

const has = (trace: Trace, service: string) => trace.services.includes(service);

export const lab = defineLab({
  title: 'Bridge two context formats',
  minutes: 15,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8107 },
  steps: [
    old.traceStep("adapter goes on with the old gateway's trace", (trace) =>
      has(trace, 'adapter') ? undefined : 'A request with X-B3-TraceId begins a new trace in adapter',
    ),
    old.traceStep('frontend goes on with it, too', (trace) =>
      has(trace, 'frontend')
        ? undefined
        : 'The trace ends at adapter: frontend reads `traceparent`. Does adapter write it?',
    ),
    modern.step('A request with `traceparent` is continued as well', ({ trace }) =>
      trace && has(trace, 'adapter') && has(trace, 'frontend')
        ? undefined
        : 'The new gateway sends `traceparent`, and its trace does not reach frontend',
    ),
    both.step('When both come and differ, W3C Trace Context wins', ({ trace }) =>
      trace && has(trace, 'adapter')
        ? undefined
        : 'adapter followed the stale B3 headers. Of several formats the first in the list wins',
    ),
  ],
});
