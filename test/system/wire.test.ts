import { createQueryClient, type QueryClient } from '@tracewalk/query-client';
import type { Span } from '@tracewalk/trace-model';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { postgresUrl } from '../../packages/cli/src/postgres/start.ts';
import type { ContextFormat } from '../contracts/contract.ts';
import { ask } from './ask.ts';
import { contextHeaders, contextIds, headersOf, type Ids, newIds } from './context-headers.ts';
import { HOPS, type Hop } from './hops.ts';
import { HOSTILE_HEADERS, TRACE_ID } from './hostile-headers.ts';
import { IDENTITIES, SERVICES, type Service } from './identities.ts';
import { type RecordedRequest, recordingProxy, type RecordingProxy } from './recording-proxy.ts';
import { portOffset, RunningSystem, temporaryData } from './running-system.ts';
import { WORK } from './work.ts';

const SOON = { timeout: 15_000, interval: 50 };
const FORMATS: readonly ContextFormat[] = ['tracecontext', 'b3', 'b3multi'];

const titled = <Item>(items: readonly Item[], title: (item: Item) => string): [string, Item][] =>
  items.map((item) => [title(item), item]);

const hopName = ({ from, to }: Hop) => `${from} > ${to}`;

describe('on the wire', { timeout: 30_000 }, () => {
  const offset = portOffset();
  const { data, remove } = temporaryData();
  const proxies = new Map<string, RecordingProxy>();
  let system: RunningSystem;
  let backend: QueryClient;

  const urlOf = (service: Service) => `http://127.0.0.1:${IDENTITIES[service].port + offset}`;

  // Every call from service to service takes the way through the test.
  beforeAll(async () => {
    for (const { setting, to } of HOPS) {
      if (!proxies.has(setting)) proxies.set(setting, await recordingProxy(IDENTITIES[to].port + offset));
    }
    const settings = Object.fromEntries([...proxies].map(([setting, { url }]) => [setting, url]));
    system = new RunningSystem(['--data', data, '--port-offset', String(offset)], settings);
    backend = createQueryClient((await system.started()).traces ?? '');
  }, 40_000);

  afterAll(async () => {
    await system.stop();
    for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]();
    remove();
  });

  /** The first such call, of one trace or of any: it went by already, or it will. */
  function callOn({ setting, asks }: Hop, traceId = ''): Promise<RecordedRequest> {
    return vi.waitFor(() => {
      const requests = proxies.get(setting)?.requests ?? [];
      const found = requests.find(
        ({ asked, headers }) => asks.test(asked) && JSON.stringify(headers).includes(traceId),
      );
      if (!found) throw new Error(`No such call has gone by on ${setting}; ${requests.length} others did`);
      return found;
    }, SOON);
  }

  /** The span of these ids and the span in the called service that continues it, once both are there. */
  function bothEnds({ traceId, spanId }: Ids, called: Service): Promise<{ caller: Span; callee: Span }> {
    return vi.waitFor(async () => {
      const node = (await backend.trace(traceId))?.byId.get(spanId);
      const child = node?.children.find(({ span }) => span.service === called);
      if (!node || !child) throw new Error(`Span ${spanId} is not there, or has no child in ${called}`);
      return { caller: node.span, callee: child.span };
    }, SOON);
  }

  describe.each(titled(HOPS, hopName))('%s', (_, hop) => {
    it(`carries ${hop.writes.join(', ')} and no other header of context`, async () => {
      const { headers } = await callOn(hop);
      expect(contextHeaders(headers)).toEqual(hop.writes.toSorted());
    });

    it(`has the ids of the calling span there, which ${hop.to} reads from ${hop.reads}`, async () => {
      const { headers } = await callOn(hop);
      const [ids, ...others] = Object.values(contextIds(headers));
      expect(others).toEqual(others.map(() => ids));
      const { caller, callee } = await bothEnds(ids as Ids, hop.to);
      expect(caller).toMatchObject({ service: hop.from, kind: 'CLIENT' });
      expect(callee).toMatchObject({ kind: 'SERVER', attributes: { 'demo.propagation.format': hop.reads } });
    });
  });

  it.each([
    ['GET', 'frontend', '/api/profiles/7', ['frontend > user', 'user > profile', 'frontend > server']],
    ['POST', 'frontend', '/api/stacks/dns-zones/runs', ['drain > broker', 'broker > event-display']],
    ['POST', 'broker', '/', ['broker > coinflip']],
  ] as const)('%s to %s %s: tracestate and baggage go along', async (method, service, path, names) => {
    const { ids, sent } = await askWithEverything(method, service, path);
    for (const hop of HOPS.filter((each) => names.some((name) => name === hopName(each)))) {
      const { headers } = await callOn(hop, ids.traceId);
      expect(contextHeaders(headers)).toEqual([...hop.writes, 'baggage', 'tracestate'].toSorted());
      expect(headers).toMatchObject(sent);
    }
  });

  it('server > drain, in the queue: the job carries what a request would', async () => {
    const { ids, sent } = await askWithEverything('POST', 'frontend', '/api/stacks/dns-zones/runs');
    const { traceparent, ...others } = await carrierInQueue(ids.traceId);
    expect(others).toEqual(sent);
    const { tracecontext } = contextIds({ traceparent });
    const { caller, callee } = await bothEnds(tracecontext as Ids, 'drain');
    expect(caller).toMatchObject({ service: 'server', kind: 'PRODUCER', traceId: ids.traceId });
    expect(callee).toMatchObject({ kind: 'CONSUMER' });
  });

  it.each(SERVICES)(
    '%s goes on with a trace in each format that it speaks, and in no other',
    async (service) => {
      const continued = [];
      for (const format of FORMATS) {
        const ids = newIds();
        const headers = Object.entries(headersOf(format, ids)).flat();
        if ((await traceOfNowhere(service, headers)).traceId === ids.traceId) continued.push(format);
      }
      expect(continued).toEqual(
        FORMATS.filter((format) => IDENTITIES[service].speaks.some((each) => each === format)),
      );
    },
  );

  it.each(SERVICES)('%s is led astray by no header', async (service) => {
    const { path, status, headers: own = [], ...work } = WORK[service];
    const faults: unknown[] = [];
    for (const { what, headers, continues } of HOSTILE_HEADERS) {
      const answer = await ask(urlOf(service) + path, { ...work, headers: [...own, ...headers] });
      if (answer.status !== status) faults.push({ what, answer });
      const expected = IDENTITIES[service].speaks.some((format) => format === continues);
      const trace = await traceOfNowhere(service, headers);
      if (!/^[0-9a-f]{32}$/.test(trace.traceId) || (trace.traceId === TRACE_ID) !== expected)
        faults.push({ what, trace });
    }
    expect(faults).toEqual([]);
  });

  it('has delivered every event, whatever headers it came with', async () => {
    await vi.waitFor(async () => {
      const { body } = await ask(`${urlOf('broker')}/counts`);
      expect(JSON.parse(body)).toMatchObject({ held: 0, dead_lettered: 0, dropped: 0 });
    }, SOON);
  });

  /** Says in which trace a request was that no service has an answer to. */
  async function traceOfNowhere(service: Service, headers: readonly string[]): Promise<{ traceId: string }> {
    const { status, body } = await ask(`${urlOf(service)}/nowhere`, { headers });
    return status === 404 ? (JSON.parse(body) as { traceId: string }) : { traceId: `${status} ${body}` };
  }

  async function askWithEverything(method: string, service: Service, path: string) {
    const ids = newIds();
    const sent = { tracestate: 'vendor=1,other=2', baggage: 'lesson=7;private,group=blue' };
    const context = Object.entries({ ...headersOf('tracecontext', ids), ...sent }).flat();
    const headers = [...(WORK[service].headers ?? []), ...context];
    const { status } = await ask(urlOf(service) + path, { ...WORK[service], method, headers });
    expect(status).toBeOneOf([200, 202]);
    return { ids, sent };
  }

  async function carrierInQueue(traceId: string): Promise<Record<string, string>> {
    const database = new Client({ connectionString: postgresUrl(data, 15_432 + offset) });
    await database.connect();
    const { rows } = await database.query<{ carrier: Record<string, string> }>(
      `SELECT data->'carrier' AS carrier FROM pgboss.job WHERE name = 'runs' AND data->'carrier'->>'traceparent' LIKE $1`,
      [`00-${traceId}-%`],
    );
    await database.end();
    return rows[0]?.carrier ?? {};
  }
});
