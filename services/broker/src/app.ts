/**
 * broker: takes events and delivers each to the subscribers whose Triggers match, as a Knative Broker does.
 *
 * Called by heartbeats and drain. Calls the subscribers in triggers.yaml: coinflip, whose reply comes back as an event,
 * and event-display.
 * In the trace: `send default` when an event is accepted, and for each Trigger `process <trigger>` with its tries. With
 * BROKER_TRACE=link each delivery is a trace of its own that links back.
 */
import { health, notFound, Problem, problems, type createLogger } from '@tracewalk/service';
import { eventBody } from '@tracewalk/service/cloudevents';
import express, { type Express } from 'express';
import type { Broker } from './broker.ts';
import type { Config } from './config.ts';
import { acceptEvents, offerPost, refuseOtherMethods, refuseWhenStopping } from './ingress.ts';

export function createApp(config: Config, broker: Broker, log: ReturnType<typeof createLogger>): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => ready(broker)));
  const open = refuseWhenStopping(broker);
  // Asked again when the body is there: a stop in between would lose the event.
  app.post('/', open, eventBody(config.MAX_EVENT_BYTES), open, acceptEvents(broker));
  app.options('/', offerPost);
  app.all('/', refuseOtherMethods);
  app.get('/counts', (_request, response) => response.json(broker.counts));
  app.use(notFound, problems(log));
  return app;
}

async function ready(broker: Broker): Promise<void> {
  if (broker.isStopping) throw new Problem(503, 'it is stopping');
}
