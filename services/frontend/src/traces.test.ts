import type { RequestListener } from 'node:http';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, untracedFetch } from '@tracewalk/telemetry/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { hangs, type Neighbour, startNeighbour } from '../../user/src/test-neighbour.ts';
import { start } from './main.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('GET /api/traces/:id', () => {
  let service: RunningService;
  let backend: Neighbour | undefined;

  afterEach(async () => {
    await service.stop();
    backend?.stop();
    backend = undefined;
  });

  const ask = async (answer: RequestListener | undefined, id = ID) => {
    backend = answer && (await startNeighbour(answer));
    service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      QUERY_URL: backend?.url,
      UPSTREAM_DEADLINE_MS: '200',
    });
    clearSpans();
    const response = await untracedFetch(`${service.url}/api/traces/${id}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('answers with what the trace backend has, and leaves no span at either', async () => {
    const { status, body } = await ask((request, response) => {
      expect(request.url).toBe(`/api/traces/${ID}?raw=true`);
      response.end('{"data":[{"spans":[]}]}');
    });
    expect(status).toBe(200);
    expect(body).toEqual({ data: [{ spans: [] }] });
    expect(recordedSpans()).toEqual([]);
    expect(backend?.headers[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('answers with no spans while there are none', async () => {
    const { status, body } = await ask((_request, response) =>
      response.writeHead(404).end('{"errors":[{"code":404,"msg":"trace not found"}]}'),
    );
    expect(status).toBe(200);
    expect(body).toEqual({ data: [] });
  });

  it.each(['7', `${ID}0`, ID.toUpperCase(), '..%2Fservices'])(
    'asks nobody for %s, which is no trace id',
    async (id) => {
      expect((await ask((_request, response) => response.end('{}'), id)).status).toBe(400);
      expect(backend?.headers).toEqual([]);
    },
  );

  it('says that nobody said where traces are', async () => {
    expect((await ask(undefined)).body).toMatchObject({
      status: 404,
      detail: 'Cannot show traces: QUERY_URL is not set',
    });
  });

  it('names the trace backend when it hangs, fails, or answers with a page', async () => {
    expect((await ask(hangs)).body).toMatchObject({ status: 504, upstream: 'the trace backend' });
    await service.stop();
    backend?.stop();
    expect((await ask((_request, response) => response.end('<!doctype html>'))).body).toMatchObject({
      status: 502,
    });
  });

  it('names the trace backend when it is away', async () => {
    service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      QUERY_URL: `http://127.0.0.1:${await freePort()}`,
    });
    const response = await untracedFetch(`${service.url}/api/traces/${ID}`);
    expect(await response.json()).toMatchObject({
      detail: 'Cannot answer: the trace backend could not be reached (ECONNREFUSED)',
    });
  });
});
