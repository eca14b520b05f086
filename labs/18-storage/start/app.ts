/** A trace backend of your own, beside the system's: the viewer on PORT, OTLP/HTTP on PORT + 100. */
import { randomBytes } from 'node:crypto';
import { startBackend } from '@tracewalk/local-backend';
import { storage } from './storage.ts';

const port = Number(process.env['PORT']);
const { urls } = await startBackend({
  ports: { query: port, otlpHttp: port + 100, otlpGrpc: 0, zipkin: 0 },
  ...storage,
});

// It says hello to itself: a trace for each time it was started.
const now = `${Date.now()}000000`;
const span = {
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  name: 'started',
  startTimeUnixNano: now,
  endTimeUnixNano: now,
};
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'storage' } }] };
await fetch(`${urls.otlpHttp}/v1/traces`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
});
console.log(`Your backend: ${urls.query}`);
