/**
 * __name__: says hello.
 *
 * Called by nobody yet. Calls nobody.
 * In the trace: `compose greeting`, inside the request.
 */
import { trace } from '@opentelemetry/api';
import { createLogger, health, notFound, problems } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Config } from './config.ts';

const tracer = trace.getTracer('__name__');

export function createApp(config: Config): Express {
  const log = createLogger('__name__', config.LOG_LEVEL);
  const app = express().disable('x-powered-by');
  app.use(health());
  app.get('/hello/:name', (request, response) => {
    response.json({ greeting: greet(request.params.name) });
  });
  app.use(notFound, problems(log));
  return app;
}

function greet(name: string): string {
  return tracer.startActiveSpan('compose greeting', (span) => {
    try {
      return `Hello, ${name}!`;
    } finally {
      span.end();
    }
  });
}
