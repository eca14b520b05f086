import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type Backend, startBackend } from '@tracewalk/local-backend';
import { createQueryClient } from '@tracewalk/query-client';
import type { Span, Trace } from '@tracewalk/trace-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { forbiddenInAnyTrace } from '../contracts/forbidden.ts';
import { IDENTITIES, SERVICES } from './identities.ts';
import { portOffset, RunningSystem, temporaryData } from './running-system.ts';

const ANY_PORTS = { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 };
/** More than a system makes while this test lasts. */
const ALL = 1_000;

// Both at once: most of the time goes by in waiting for traces to be complete.
describe.concurrent.each([
  ['in one process', []],
  ['in a process each', ['--processes']],
])('the system, its services %s', { timeout: 60_000 }, (_, mode) => {
  const { data, remove } = temporaryData();
  let backend: Backend;
  let system: RunningSystem;

  // The backend is the test's own: it is still there when the system has stopped, and has what was sent last.
  beforeAll(async () => {
    backend = await startBackend({ ports: ANY_PORTS });
    const { otlpHttp, otlpGrpc, zipkin } = backend.urls;
    const where = ['--data', data, '--port-offset', String(portOffset())];
    const otlp = ['--otlp-endpoint', otlpHttp, '--otlp-grpc-endpoint', otlpGrpc];
    const other = ['--zipkin-endpoint', `${zipkin}/api/v2/spans`];
    system = new RunningSystem([...where, ...otlp, ...other, ...mode]);
    await system.started();
  }, 60_000);

  afterAll(async () => {
    if (system.process.exitCode === null) await system.stop('SIGKILL');
    await backend.close();
    remove();
  });

  describe('while it runs', { concurrent: false }, () => {
    it('starts no backend of its own when the spans go elsewhere', () => {
      const parts = system.messages.filter(({ type }) => type === 'ready').map(({ name }) => name);
      expect(new Set(parts)).toEqual(new Set(['Postgres', ...SERVICES]));
    });

    it('tells each story as its contract says', async () => {
      const contracts = join(projectFolder, 'test/contracts/run.ts');
      const told = await node([contracts, '--query-url', backend.urls.query, '--wait', '40']);
      expect(told).toEqual({ code: 0, out: expect.not.stringContaining('FAIL'), errors: '' });
    });

    it.each([
      ['--last', /^trace [0-9a-f]{32} [^]*\d spans[^]*^\S+ +[├└]─ /m],
      ['--service=coinflip', /^coinflip .*[├└]─ tracecontext → POST \/ .* OTLP\/gRPC$/m],
    ])('prints a trace as a tree: tracewalk trace %s', async (which, tree) => {
      const cli = join(projectFolder, 'packages/cli/bin/tracewalk.js');
      const printed = await node([cli, 'trace', which, '--query-url', backend.urls.query]);
      expect(printed).toEqual({ code: 0, out: expect.stringMatching(tree), errors: '' });
    });
  });

  describe('when it has stopped', { concurrent: false }, () => {
    let traces: Trace[];
    let spans: Span[];
    let exitCode: number | null;

    beforeAll(async () => {
      exitCode = (await system.stop()).code;
      const client = createQueryClient(backend.urls.query);
      const found = await Promise.all(SERVICES.map((service) => client.search({ service, limit: ALL })));
      traces = [...new Map(found.flat().map((trace) => [trace.id, trace])).values()];
      spans = traces.flatMap(({ nodes }) => nodes.map(({ span }) => span));
    });

    it('has sent every span: the last traces are whole, too', () => {
      expect(exitCode).toBe(0);
      expect(spans.length).toBe(backend.stats().spans);
      const faults = traces.flatMap((trace) =>
        forbiddenInAnyTrace(trace).map((fault) => `${trace.id}: ${fault}`),
      );
      expect(faults).toEqual([]);
    });

    it.each(SERVICES)('has said on each span what %s is', (service) => {
      const resources = spans.filter((span) => span.service === service).map(resourceOf);
      expect(resources.length).toBeGreaterThan(0);
      const [instance] = resources.map((each) => each['service.instance.id']);
      const expected = {
        'service.namespace': 'tracewalk',
        'service.version': '0.1.0',
        'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'deployment.environment.name': 'laptop',
      };
      for (const resource of resources)
        expect(resource).toMatchObject({ ...expected, 'service.instance.id': instance });
      expect(resources[0]).toMatchObject(expected);
    });

    it('has given each service an instance id of its own', () => {
      const ids = SERVICES.map((service) => {
        const span = spans.find((each) => each.service === service);
        return span && resourceOf(span)['service.instance.id'];
      });
      expect(new Set(ids).size).toBe(SERVICES.length);
    });

    it('has sent the spans of each service by its own protocol', () => {
      const protocols = SERVICES.map((service) => {
        const own = spans.filter((span) => span.service === service);
        return [service, [...new Set(own.map(({ attributes }) => attributes['internal.span.format']))]];
      });
      const expected = SERVICES.map((service) => [service, [IDENTITIES[service].exports]]);
      expect(protocols).toEqual(expected);
    });
  });
});

/** Zipkin knows no resource: there its attributes are on the span. */
const resourceOf = ({ attributes, resource }: Span) => ({ ...attributes, ...resource });

function node(args: string[]): Promise<{ code: number; out: string; errors: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    execFile(process.execPath, args, { env }, (error, out, errors) =>
      resolve({ code: error ? Number(error.code) : 0, out, errors }),
    );
  });
}
