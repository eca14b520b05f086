/** relay: takes spans as Zipkin writes them, and sends them on as OTLP. A Collector, in two pages. */
import express from 'express';
import { toOtlp } from './to-otlp.ts';
import type { ZipkinSpan } from './zipkin.ts';

const app = express();

app.post('/api/v2/spans', express.json({ limit: '1mb' }), async (request, response) => {
  const sent = await fetch(`${process.env['OTLP_ENDPOINT']}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(toOtlp(request.body as ZipkinSpan[])),
  });
  response.sendStatus(sent.ok ? 202 : 502);
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
