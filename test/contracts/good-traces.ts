/** A trace for each contract that keeps it, as the system makes them. */
import type { Span } from '@tracewalk/trace-model';
import { drawnSpans } from './drawn-trace.ts';

const REQUEST = `
frontend SERVER GET /api/profiles/:id
  frontend CLIENT GET
    user SERVER GET /users/:id | demo.propagation.format=tracecontext
      user CLIENT SELECT user.users | db.system.name=postgresql
      user CLIENT GET
        profile SERVER GET /profiles/:id | demo.propagation.format=b3multi
          profile INTERNAL load profile | demo.cache.hit=false
            profile CLIENT SELECT profile.profiles | db.system.name=postgresql
  frontend CLIENT GET
    server SERVER GET /runs | demo.propagation.format=tracecontext
      server CLIENT SELECT server.runs | db.system.name=postgresql
`;

const JOB = `
scheduler INTERNAL start due run
  scheduler CLIENT POST
    server SERVER POST /stacks/:id/runs | demo.propagation.format=tracecontext
      server CLIENT INSERT server.runs | db.system.name=postgresql
      server PRODUCER send runs | messaging.system.name=pg-boss messaging.operation.type=send messaging.destination.name=runs demo.run.id=r1 demo.stack.id=network
        drain CONSUMER process runs | demo.propagation.format=tracecontext messaging.operation.type=process demo.run.state=finished link
          drain INTERNAL prepare
          drain INTERNAL plan
          drain INTERNAL apply
          drain PRODUCER send run.finished | cloudevents.event_type=dev.tracewalk.run.finished
            drain CLIENT POST
              broker SERVER POST / | demo.propagation.format=tracecontext
                broker PRODUCER send default
                  broker CONSUMER process run-finished-to-event-display | demo.trigger.name=run-finished-to-event-display demo.delivery.outcome=delivered cloudevents.event_type=dev.tracewalk.run.finished
                    broker CLIENT POST
                      event-display SERVER POST / | demo.propagation.format=b3multi
                        event-display INTERNAL display event | cloudevents.event_type=dev.tracewalk.run.finished
`;

const UNTIL_THE_FLIP = `
heartbeats PRODUCER send heartbeat | cloudevents.event_type=dev.knative.eventing.samples.heartbeat
  heartbeats CLIENT POST
    broker SERVER POST / | demo.propagation.format=b3
      broker PRODUCER send default
        broker CONSUMER process heartbeat-to-coinflip | demo.trigger.name=heartbeat-to-coinflip demo.delivery.outcome=replied cloudevents.event_type=dev.knative.eventing.samples.heartbeat
          broker CLIENT POST
            coinflip SERVER POST / | demo.propagation.format=tracecontext
              coinflip INTERNAL flip coin | demo.coin.side=`;

const HEADS = `${UNTIL_THE_FLIP}heads
          broker PRODUCER send default
            broker CONSUMER process heads-to-event-display | demo.trigger.name=heads-to-event-display demo.delivery.outcome=delivered cloudevents.event_type=dev.tracewalk.coin.flipped
              broker CLIENT POST
                event-display SERVER POST / | demo.propagation.format=b3multi
                  event-display INTERNAL display event | cloudevents.event_type=dev.tracewalk.coin.flipped
`;

const AUDIT = `
drain INTERNAL audit runs | demo.audit.run_count=1
  drain CLIENT UPDATE server.runs | db.system.name=postgresql
`;

/** By the title of the contract. The audit links to the run of the job. */
export function goodTraces(start?: number): Map<string, Span[]> {
  const job = drawnSpans(JOB, start);
  const runs = job.filter(({ name }) => name === 'process runs');
  const links = runs.map(({ traceId, spanId }) => ({ traceId, spanId, attributes: {} }));
  const [audit, ...rest] = drawnSpans(AUDIT, start);
  return new Map([
    ['a page asks for a profile', drawnSpans(REQUEST, start)],
    ['a due run goes through the queue, and its end becomes an event', job],
    ['an audit links to the runs it looked at', audit ? [{ ...audit, links }, ...rest] : []],
    ['a heartbeat flips heads, which is displayed', drawnSpans(HEADS, start)],
    ['a heartbeat flips tails, and that is the end of it', drawnSpans(`${UNTIL_THE_FLIP}tails`, start)],
  ]);
}
