/**
 * coinflip: flips a coin for every heartbeat.
 *
 * Called by broker, for events of type dev.knative.eventing.samples.heartbeat. Calls nobody: it replies with a new event.
 * In the trace: `flip coin` with demo.coin.side, inside the broker's delivery.
 */
import { randomInt } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { createLogger, health, notFound, Problem, problems } from '@tracewalk/service';
import { cloudEventAttributes, eventBody, readEvents, sendEvent } from '@tracewalk/service/cloudevents';
import { DEMO_COIN_SIDE } from '@tracewalk/telemetry';
import type { CloudEvent } from 'cloudevents';
import express, { type Express, type Request } from 'express';
import type { Config } from './config.ts';

const FLIPPED = 'dev.tracewalk.coin.flipped';

const tracer = trace.getTracer('coinflip');

export function createApp(config: Config): Express {
  const log = createLogger('coinflip', config.LOG_LEVEL);
  const app = express().disable('x-powered-by');
  app.use(health());
  app.post('/', eventBody(config.MAX_EVENT_BYTES), (request, response) =>
    sendEvent(response, flip(readOneEvent(request))),
  );
  app.use(notFound, problems(log));
  return app;
}

/** A reply holds one event, so a batch cannot be answered. */
function readOneEvent(request: Request): CloudEvent<unknown> {
  const [event, another] = readEvents(request);
  if (!event || another)
    throw new Problem(400, 'Cannot flip a coin: expected one event, not a batch of another size');
  return event;
}

function flip(event: CloudEvent<unknown>): CloudEvent<unknown> {
  return tracer.startActiveSpan('flip coin', { attributes: cloudEventAttributes(event) }, (span) => {
    const side = randomInt(2) === 0 ? 'heads' : 'tails';
    span.setAttribute(DEMO_COIN_SIDE, side);
    span.end();
    // A new type, or the broker would send it here again. A new id too: source and id together name an event.
    return event.cloneWith({ id: crypto.randomUUID(), source: '/coinflip', type: FLIPPED, flip: side });
  });
}
