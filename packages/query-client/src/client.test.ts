import { microseconds } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { createQueryClient } from './client.ts';
import { RECORDED_ID, replayJaeger, serve, type Generation } from './replay-jaeger.ts';

const GENERATIONS: Generation[] = ['2.13', '2.20', '2.21'];

describe.each(GENERATIONS)('a client of Jaeger %s', (generation) => {
  it('lists services and operations', async () => {
    await using jaeger = await replayJaeger(generation);
    const client = createQueryClient(jaeger.url);
    expect(await client.services()).toEqual(['frontend', 'profile', 'user']);
    expect(await client.operations('user')).toEqual([
      { name: 'GET /users/:id', spanKind: 'server' },
      { name: 'SELECT users', spanKind: 'client' },
    ]);
  });

  it('reads a trace by its id, with the times as they were sent', async () => {
    await using jaeger = await replayJaeger(generation);
    const trace = await createQueryClient(jaeger.url).trace(RECORDED_ID.toUpperCase());
    expect(trace).toMatchObject({
      id: RECORDED_ID,
      services: ['frontend', 'user', 'profile'],
      errorCount: 3,
    });
    expect(jaeger.requests).toEqual([`/api/traces/${RECORDED_ID}?raw=true`]);
  });

  it('says nothing of a trace that is not there', async () => {
    await using jaeger = await replayJaeger(generation);
    expect(await createQueryClient(jaeger.url).trace('1')).toBeUndefined();
  });

  it('finds traces, and none for a service that nobody has', async () => {
    await using jaeger = await replayJaeger(generation);
    const client = createQueryClient(jaeger.url);
    expect((await client.search({ service: 'user' })).map((trace) => trace.id)).toEqual([RECORDED_ID]);
    expect(await client.search({ service: 'nobody' })).toEqual([]);
  });

  it('finds the last trace of a service, and of all', async () => {
    await using jaeger = await replayJaeger(generation);
    const client = createQueryClient(jaeger.url);
    expect((await client.lastTrace())?.id).toBe(RECORDED_ID);
    expect((await client.lastTrace('user'))?.id).toBe(RECORDED_ID);
    expect(await client.lastTrace('nobody')).toBeUndefined();
  });

  it('lists which service calls which', async () => {
    await using jaeger = await replayJaeger(generation);
    const dependencies = await createQueryClient(jaeger.url).dependencies();
    expect(dependencies).toEqual([{ parent: 'frontend', child: 'user', callCount: 3 }]);
  });

  it('finds it all below a base path, with a slash at its end or without', async () => {
    await using jaeger = await replayJaeger(generation, '/jaeger/ui');
    expect(await createQueryClient(`${jaeger.url}/jaeger/ui`).services()).toHaveLength(3);
    expect(await createQueryClient(`${jaeger.url}/jaeger/ui/`).search({ service: 'user' })).toHaveLength(1);
  });
});

describe('search()', () => {
  const query = {
    service: 'user',
    operation: 'GET /users/:id',
    tags: { 'demo.cache.hit': 'true' },
    limit: 5,
    start: microseconds(1_795_258_800_000_000),
    end: microseconds(1_795_258_900_000_000),
    minDuration: microseconds(1_500),
  };

  it('asks the legacy search, which knows attributes in every version that has it', async () => {
    await using jaeger = await replayJaeger('2.13');
    await createQueryClient(jaeger.url).search(query);
    expect(jaeger.requests.map(readable)).toEqual([
      '/api/traces?service=user&operation=GET /users/:id&tags={"demo.cache.hit":"true"}' +
        '&start=1795258800000000&end=1795258900000000&minDuration=1500us&limit=5&raw=true',
    ]);
  });

  it('asks v3 where the legacy search is gone', async () => {
    await using jaeger = await replayJaeger('2.21');
    await createQueryClient(jaeger.url).search(query);
    expect(jaeger.requests.slice(1).map(readable)).toEqual([
      '/api/v3/traces?query.serviceName=user&query.operationName=GET /users/:id' +
        '&query.attributes={"demo.cache.hit":"true"}&query.startTimeMin=2026-11-21T11:00:00.000Z' +
        '&query.startTimeMax=2026-11-21T11:01:40.000Z&query.durationMin=1500us&query.searchDepth=5',
    ]);
  });

  it('asks v3 again with underscores when capitals are refused', async () => {
    await using old = await replayJaeger('2.13');
    await using onlyV3 = await serve((request, response) => {
      if (request.url?.startsWith('/api/traces')) response.writeHead(404).end('404 page not found');
      else response.writeHead(307, { location: `${old.url}${request.url}` }).end();
    });
    expect(await createQueryClient(onlyV3.url).search(query)).toHaveLength(1);
    expect(old.requests.map((each) => each.slice(0, 33))).toEqual([
      '/api/v3/traces?query.serviceName=',
      '/api/v3/traces?query.service_name',
    ]);
  });

  it('tells what the API did not like', async () => {
    await using jaeger = await replayJaeger('2.13');
    const search = createQueryClient(jaeger.url).search({
      service: 'user',
      minDuration: microseconds(Number.NaN),
    });
    await expect(search).rejects.toThrow('Cannot search for traces: invalid duration');
  });
});

describe('lastTrace()', () => {
  it("passes over Jaeger's own traces", async () => {
    const asked: string[] = [];
    await using jaeger = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{"services":["jaeger"],"data":[]}');
    });
    expect(await createQueryClient(jaeger.url).lastTrace()).toBeUndefined();
    expect(asked).toEqual(['/api/v3/services']);
  });
});

describe('what goes wrong', () => {
  it('is told when nothing listens', async () => {
    const closed = await serve(() => undefined);
    await closed[Symbol.asyncDispose]();
    await expect(createQueryClient(closed.url).services()).rejects.toThrow(
      `Cannot reach the query API at ${closed.url}/: connection refused. Is the system running?`,
    );
  });

  it('is told when no answer comes', async () => {
    await using silent = await serve(() => undefined);
    await expect(createQueryClient(silent.url, { timeoutMs: 50 }).services()).rejects.toThrow(
      'no answer within 0.05 s',
    );
  });

  it('is told when the answer is cut off', async () => {
    await using cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{"ser');
      response.destroy();
    });
    await expect(createQueryClient(cut.url).services()).rejects.toThrow('Cannot reach the query API');
  });

  it('is told when the answer is too large', async () => {
    await using large = await serve((_request, response) => response.end('x'.repeat(2_000)));
    await expect(createQueryClient(large.url, { maxBytes: 1_000 }).services()).rejects.toThrow(
      `Cannot read the answer of ${large.url}/api/v3/services: it is larger than 1000 bytes`,
    );
  });

  it('is told when the answer is no JSON', async () => {
    await using odd = await serve((_request, response) => response.end('ok'));
    await expect(createQueryClient(odd.url).services()).rejects.toThrow('it is not JSON');
  });

  it('is told when it is some web server, which has a page for everything or for nothing', async () => {
    await using pages = await serve((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<html></html>'),
    );
    await using nothing = await serve((_request, response) => response.writeHead(404).end());
    for (const { url } of [pages, nothing]) {
      const client = createQueryClient(url);
      await expect(client.services()).rejects.toThrow(
        `Cannot list services: there is no query API at ${url}/`,
      );
      await expect(client.trace('1')).rejects.toThrow('there is no query API at');
      await expect(client.search({ service: 'user' })).rejects.toThrow('there is no query API at');
    }
  });

  it('is told before asking when URL or id are none', async () => {
    expect(() => createQueryClient('localhost:16686')).toThrow('Cannot use localhost:16686 as a query API');
    await expect(createQueryClient('http://127.0.0.1:1').trace('../services')).rejects.toThrow(
      'an id is 32 hex digits',
    );
  });
});

const readable = (request: string): string => decodeURIComponent(request.replaceAll('+', ' '));
