import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningService, serve } from './serve.ts';
import { traceResponse } from './trace-response.ts';

describe('traceResponse', () => {
  let service: RunningService;

  beforeAll(async () => {
    const app = express().use(traceResponse);
    app.get('/', (_request, response) => void response.end());
    app.get('/healthz', (_request, response) => void response.end());
    service = await serve(app, { HOST: '127.0.0.1', PORT: 0 });
  });
  afterAll(() => service.stop());
  beforeEach(clearSpans);

  it('tells the caller the trace and the SERVER span, in the form of traceparent', async () => {
    const header = (await fetch(service.url)).headers.get('traceresponse');

    const { traceId, spanId } = (await spanNamed('GET /')).spanContext();
    expect(header).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('says nothing where nothing is traced', async () => {
    expect((await fetch(`${service.url}/healthz`)).headers.has('traceresponse')).toBe(false);
  });
});
