/** books: closes the books when it is asked to. Its clock stands still since a power cut. */
import { randomInt } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import express from 'express';

const HOUR = 3_600_000;

/** Since when the clock is wrong; another time at each start. */
const STOPPED = Date.now() - randomInt(30, 90) * HOUR;

const tracer = trace.getTracer('books');
const app = express();

app.get('/', (_request, response) => {
  const span = tracer.startSpan('close the books', { root: true, startTime: STOPPED });
  span.setAttribute('app.books.entries', randomInt(100, 10_000));
  span.end(STOPPED + 1_200);
  response.type('text').send('The books are closed.\n');
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
