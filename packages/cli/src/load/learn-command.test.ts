import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTopology } from '@tracewalk/trace-synth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLearn } from './run-learn.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const jaeger = {
  data: [
    {
      traceID: TRACE,
      processes: { p1: { serviceName: 'web', tags: [] }, p2: { serviceName: 'cart', tags: [] } },
      spans: [
        { traceID: TRACE, spanID: '0000000000000001', operationName: 'GET /cart', startTime: 1_000, duration: 9_000, processID: 'p1', references: [], tags: [{ key: 'app.user', type: 'string', value: 'anna' }] },
        { traceID: TRACE, spanID: '0000000000000002', operationName: 'get', startTime: 2_000, duration: 5_000, processID: 'p2', references: [{ refType: 'CHILD_OF', traceID: TRACE, spanID: '0000000000000001' }] },
      ],
    },
  ],
}; // prettier-ignore

describe('tracewalk load learn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-learn-'));
  const file = join(folder, 'traces.json');
  let api: Server;
  let url: string;
  const flags = { name: 'learned', limit: '10' };

  beforeAll(async () => {
    writeFileSync(file, JSON.stringify(jaeger));
    api = createServer(({ url: path = '' }, response) => {
      response.setHeader('content-type', 'application/json');
      const isServices = path.endsWith('/services');
      response.end(JSON.stringify(isServices ? { services: ['web'] } : jaeger));
    });
    await new Promise<void>((ready) => api.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    api.close();
    rmSync(folder, { recursive: true });
  });

  const run = async (source: string, more: Record<string, unknown> = {}) => {
    const said = { out: '', errors: '' };
    const code = await runLearn(
      source,
      { ...flags, ...more },
      { write: (text: string) => !!(said.out += text) },
      { write: (text: string) => !!(said.errors += text) },
    );
    return { code, ...said };
  };

  it('prints a topology that reads back, and says what was learned', async () => {
    const { code, out, errors } = await run(file);
    expect(code).toBe(0);
    expect(Object.keys(parseTopology(out, 'out.yaml').services)).toEqual(['web', 'cart']);
    expect(errors).toContain(
      'Learned from 1 traces: 2 services, 2 operations; operations are told apart by their names.',
    );
    expect(out).not.toContain('anna');
  });

  it('keeps values when asked to, and writes to a file', async () => {
    const output = join(folder, 'shop.yaml');
    const { code, out } = await run(file, { output, keepValues: true });
    expect([code, out]).toEqual([0, '']);
    expect(readFileSync(output, 'utf8')).toContain('app.user: anna');
  });

  it('reads a query API', async () => {
    const { code, out } = await run(url);
    expect(code).toBe(0);
    expect(out).toContain('GET /cart');
  });

  it.each([
    ['/nowhere/traces.json', {}, 'Cannot learn from /nowhere/traces.json: there is no such file'],
    ['http://127.0.0.1:1', {}, 'Cannot reach the query API at http://127.0.0.1:1/'],
    [undefined, { limit: '0' }, 'Cannot learn: --limit is below 1'],
    [undefined, { limit: 'many' }, 'Cannot learn: --limit is no number'],
    [undefined, { output: '/nowhere/shop.yaml' }, 'Cannot write /nowhere/shop.yaml'],
  ])('refuses %s %j in one line, with exit code 2', async (source, more, message) => {
    const { code, out, errors } = await run(source ?? file, more);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toContain(message);
    expect(errors.trimEnd()).not.toContain('\n');
  });
});
