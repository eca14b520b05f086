/**
 * event-display: shows the events that arrive.
 *
 * Called by broker, for coins that fell on heads and for finished runs. Calls nobody, and never replies with an event.
 * In the trace: `display event` for each event of a request, inside the broker's delivery: the end of the road.
 */
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type createLogger, health, notFound, problems } from '@tracewalk/service';
import { cloudEventAttributes, eventBody, readEvents } from '@tracewalk/service/cloudevents';
import type { CloudEvent } from 'cloudevents';
import express, { type Express } from 'express';
import type { Config } from './config.ts';
import type { EventStream } from './event-stream.ts';
import { page } from './page.ts';
import { createRecentEvents } from './recent-events.ts';

const tracer = trace.getTracer('event-display');

export function createApp(
  config: Config,
  log: ReturnType<typeof createLogger>,
  stream: EventStream,
): Express {
  const recent = createRecentEvents(config);
  const app = express().disable('x-powered-by');
  app.use(health());
  app.post('/', eventBody(config.MAX_EVENT_BYTES), (request, response) => {
    for (const event of readEvents(request)) display(event);
    response.status(202).end(); // the body of a 202 is never a reply
  });
  app.get('/events', (_request, response) => {
    response.type('json').set('cache-control', 'no-store').send(recent.asJson());
  });
  app.get('/events/stream', (request, response) => stream.open(request, response, recent));
  app.use(page(recent));
  app.use(notFound, problems(log));
  return app;

  function display(event: CloudEvent<unknown>): void {
    tracer.startActiveSpan('display event', { attributes: cloudEventAttributes(event) }, (span) => {
      const { type, source, id } = event;
      log.info({ type, source, id, flip: event['flip'] }, 'event');
      const context = span.spanContext();
      stream.send(recent.add(event, isSpanContextValid(context) ? context.traceId : undefined));
      span.end();
    });
  }
}
