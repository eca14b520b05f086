/**
 * coinflip: flips a coin for every heartbeat.
 *
 * Called by broker, for events of type dev.knative.eventing.samples.heartbeat. Calls nobody: it replies with a new event.
 * In the trace: `flip coin` with demo.coin.side, inside the broker's delivery.
 */
import { randomInt } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import { EVENT_LOOP, strengthOf } from '@tracewalk/faults';
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
  app.post('/', eventBody(config.MAX_EVENT_BYTES), async (request, response) => {
    const event = readOneEvent(request);
    sendEvent(response, flip(event, await inCircles()));
  });
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

function flip(event: CloudEvent<unknown>, fault?: { knativebrokerttl: number }): CloudEvent<unknown> {
  return tracer.startActiveSpan('flip coin', { attributes: cloudEventAttributes(event) }, (span) => {
    const side = randomInt(2) === 0 ? 'heads' : 'tails';
    span.setAttribute(DEMO_COIN_SIDE, side);
    span.end();
    // A new type, or the broker would send it here again. A new id too: source and id together name an event.
    const reply = { id: crypto.randomUUID(), source: '/coinflip' };
    return event.cloneWith(fault ? { ...reply, ...fault } : { ...reply, type: FLIPPED, flip: side });
  });
}

/** `event-loop`: a reply of the type that came in comes in again, until its TTL is used up. Knative's own is 255. */
async function inCircles(): Promise<{ knativebrokerttl: number } | undefined> {
  const rounds = await strengthOf(EVENT_LOOP);
  return rounds > 0 ? { knativebrokerttl: rounds } : undefined;
}
