import { SpanStatusCode } from '@opentelemetry/api';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { notFound, parse, Problem, problems } from './problem.ts';
import { type RunningService, serve } from './serve.ts';

describe('problems', () => {
  const logged: string[] = [];
  let service: RunningService;

  beforeAll(async () => {
    const app = express();
    app.get('/foreseen/:status', (request) => {
      throw new Problem(Number(request.params.status), 'Cannot do that: it is too early', { hint: 'wait' });
    });
    app.get('/unforeseen', () => {
      throw new Error('the password is hunter2');
    });
    app.get('/no-error', () => {
      throw 'only text';
    });
    app.get('/rejected', () => Promise.reject(new Error('the password is hunter2')));
    app.get('/too-late', (_request, response) => {
      response.write('half an answer');
      throw new Error('after that');
    });
    app.post('/body', express.json({ limit: 100 }), (request, response) => {
      response.json(parse(z.object({ stack: z.object({ id: z.uuid() }), n: z.int() }), request.body, 'run'));
    });
    app.use(notFound, problems(pino({ base: undefined }, { write: (line) => void logged.push(line) })));
    service = await serve(app, { HOST: '127.0.0.1', PORT: 0 });
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    clearSpans();
    logged.length = 0;
  });

  const get = (path: string) => fetch(service.url + path);
  const post = (body: string) =>
    fetch(`${service.url}/body`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  it('answers with a problem document that names the trace', async () => {
    const response = await get('/foreseen/409');

    expect(response.status).toBe(409);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Cannot do that: it is too early',
      hint: 'wait',
      traceId: (await spanNamed('GET /foreseen/:status')).spanContext().traceId,
    });
  });

  it.each(['/unforeseen', '/rejected', '/no-error'])(
    'answers 500 to %s and says nothing of what is inside',
    async (path) => {
      const response = await get(path);
      const text = await response.text();

      expect(response.status).toBe(500);
      expect(text).toContain('Something went wrong here');
      expect(text).not.toMatch(/hunter2|only text|at .*\.ts/);
      expect(logged).toHaveLength(1);
    },
  );

  it('records what nobody foresaw once, on the SERVER span', async () => {
    await get('/unforeseen');

    const span = await spanNamed('GET /unforeseen');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.events.map(({ name, attributes }) => [name, attributes?.['exception.message']])).toEqual([
      ['exception', 'the password is hunter2'],
    ]);
    const everywhere = recordedSpans().flatMap(({ events }) => events);
    expect(everywhere).toHaveLength(1);
  });

  it('marks the SERVER span of a foreseen 5xx as an error, with no exception', async () => {
    await get('/foreseen/503');

    const span = await spanNamed('GET /foreseen/:status');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.events).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('neither logs nor marks what the caller did wrong', async () => {
    await get('/foreseen/400');

    expect((await spanNamed('GET /foreseen/:status')).status.code).toBe(SpanStatusCode.UNSET);
    expect(logged).toEqual([]);
  });

  it('answers 404 where there is no route', async () => {
    const response = await get('/nowhere?token=hunter2');

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: 'Cannot GET /nowhere: there is no such route' });
  });

  it('answers 400 to a path that is not encoded properly', async () => {
    expect((await get('/foreseen/%ZZ')).status).toBe(400);
  });

  it('answers 400 to a body that is not JSON, and 413 to one that is too large', async () => {
    expect((await post('{"n":')).status).toBe(400);
    expect((await post(JSON.stringify('x'.repeat(200)))).status).toBe(413);
  });

  it('lists every wrong field of what was sent', async () => {
    const response = await post('{"stack":{"id":"1"},"n":1.5}');

    expect(response.status).toBe(400);
    const { detail, errors } = (await response.json()) as { detail: string; errors: { field: string }[] };
    expect(detail).toMatch(/^Cannot read the run: stack\.id: .*; n: /);
    expect(errors.map(({ field }) => field)).toEqual(['stack.id', 'n']);
  });

  it('breaks the connection when the answer has begun: the caller must not take half of it for whole', async () => {
    const response = await get('/too-late');
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
