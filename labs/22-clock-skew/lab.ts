/** Lab 22: a clock that is wrong. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Trace } from '@tracewalk/trace-model';

/** The fault's two seconds, less what a request takes; in microseconds. */
const WRONG = 1_500_000;

/** How much later a call arrives than it was sent, in ms: a little when clocks agree. */
export function offset(trace: Trace): { service: string; milliseconds: number } | undefined {
  const hops = trace.nodes.flatMap(({ span }) => {
    const caller = trace.byId.get(span.parentSpanId ?? '')?.span;
    if (span.kind !== 'SERVER' || !caller || caller.service === span.service) return [];
    return [{ service: span.service, milliseconds: (span.start - caller.start) / 1_000 }];
  });
  return hops.toSorted((a, b) => Math.abs(b.milliseconds) - Math.abs(a.milliseconds))[0];
}

export const lab = defineLab({
  title: 'Find the wrong clock',
  minutes: 10,
  faults: ['clock-skew'],
  questions: {
    trace: 'the id of a trace in which something cannot be true',
    service: 'the service whose clock is wrong',
    offset: 'by how many ms, with a minus when it is behind',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'GET /api/profiles/:id' }),
    {
      says: 'Something in it cannot be true',
      check: async (attempt) =>
        Math.abs(offset(await answered(attempt))?.milliseconds ?? 0) * 1_000 > WRONG
          ? undefined
          : 'Everything in it is plausible: each call arrives soon after it was sent',
    },
    {
      says: 'The clock of that service is wrong',
      check: async (attempt) =>
        offset(await answered(attempt))?.service === attempt.answers['service']?.trim()
          ? undefined
          : 'Its spans fit into those of who called it',
    },
    {
      says: 'By so much',
      check: async (attempt) => {
        const real = offset(await answered(attempt))?.milliseconds ?? 0;
        const answer = Number(attempt.answers['offset']?.replace(/ms|\+/g, ''));
        return Math.abs(answer - real) <= 50
          ? undefined
          : 'A call arrives about when it was sent. How far off is it?';
      },
    },
  ],
});
