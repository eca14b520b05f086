import { SpanKind } from '@opentelemetry/api';
import { recordedSpans } from '@tracewalk/telemetry/testing';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { health } from './health.ts';
import { type RunningService, serve } from './serve.ts';

describe('health', () => {
  let service: RunningService;
  const run = async (ready?: () => Promise<unknown>) => {
    service = await serve(express().use(health(ready)), { HOST: '127.0.0.1', PORT: 0 });
  };
  const get = (path: string) => fetch(service.url + path);

  afterEach(() => service.stop());

  it('is alive and ready when nothing is needed', async () => {
    await run();
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
  });

  it('is alive but not ready while a dependency cannot be reached, and says why', async () => {
    await run(() => Promise.reject(new Error('the database is away')));
    expect((await get('/healthz')).status).toBe(200);

    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ detail: 'Cannot serve yet: the database is away' });
  });

  it('is not ready when a dependency does not answer, and says so within seconds', async () => {
    await run(() => new Promise(() => undefined));
    const begun = performance.now();
    const response = await get('/readyz');

    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      detail: 'Cannot serve yet: a dependency did not answer in time',
    });
  });

  it('is never traced', async () => {
    await run();
    await get('/healthz');
    await get('/readyz?verbose');
    await get('/nowhere');

    // The spans of a caller are there, those of the answer are not: only /nowhere has one.
    await expect.poll(() => recordedSpans().filter(({ kind }) => kind === SpanKind.SERVER).length).toBe(1);
  });
});
