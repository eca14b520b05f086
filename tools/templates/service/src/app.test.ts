import type { RunningService } from '@tracewalk/service';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './main.ts';

describe('__name__', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent' });
  });
  afterAll(() => service.stop());
  beforeEach(clearSpans);

  it('says hello', async () => {
    const response = await fetch(`${service.url}/hello/anna`);
    expect(await response.json()).toEqual({ greeting: 'Hello, anna!' });
  });

  it('shows the greeting as a span inside the request, without the name', async () => {
    await (await fetch(`${service.url}/hello/anna`)).arrayBuffer();
    const server = await spanNamed('GET /hello/:name');
    const own = await spanNamed('compose greeting');
    expect(own.parentSpanContext?.spanId).toBe(server.spanContext().spanId);
    expect(own.attributes).toEqual({});
  });

  it('answers 404 with a problem document when there is nothing of that name', async () => {
    const response = await fetch(`${service.url}/nothing`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });
});
