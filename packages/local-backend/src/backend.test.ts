import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Backend, startBackend } from './backend.ts';
import { encodeTraces } from './decode/encode-otlp.ts';
import { backendForTest, getJson, sendOtlp } from './testing/backend-for-test.ts';
import { bulkProtobuf } from './testing/bulk-requests.ts';
import { CART, exampleTraces } from './testing/example-traces.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'local-backend-')), 'spans');

describe('the backend', () => {
  it('listens on loopback only, unless it is told that others may reach it', async () => {
    await expect(startBackend({ host: '0.0.0.0' })).rejects.toThrow(
      /Cannot listen on 0.0.0.0.*--allow-remote/,
    );
    await expect(startBackend({ host: '127.0.0.1.example' })).rejects.toThrow('not loopback');
    const backend = await backendForTest({ host: '0.0.0.0', allowRemote: true });
    expect(backend.urls.query).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
  });

  it('names a taken port and the option, and frees the ports it had', async () => {
    const first = await backendForTest();
    const taken = Number(new URL(first.urls.query).port);
    const free = await freePort();
    const ports = { otlpGrpc: free, otlpHttp: 0, zipkin: 0, query: taken };
    await expect(startBackend({ ports })).rejects.toThrow(
      `Cannot listen for queries: port ${taken} is taken. Stop what uses it, or move all ports: --port-offset 100`,
    );
    await backendForTest({ ports: { ...ports, query: 0 } });
  });

  it('says what it received, rejected and holds', async () => {
    const backend = await backendForTest();
    await sendOtlp(backend, exampleTraces);
    await sendOtlp(backend, Buffer.from('malformed'));
    expect(await getJson(backend, '/api/stats')).toEqual({
      received: { 'otlp-http': 7, 'otlp-grpc': 0, zipkin: 0 },
      rejected: { 'otlp-http': 0, 'otlp-grpc': 0, zipkin: 0 },
      refusedRequests: 1,
      evictedSpans: 0,
      spans: 7,
      traces: 3,
      bytes: expect.any(Number) as number,
      maxBytes: 256 * 1024 * 1024,
    });
  });

  it('says at its root how its pages are built, where they are not', async () => {
    const backend = await backendForTest({ viewer: '/does/not/exist' });
    const text = await (await fetch(backend.urls.query)).text();
    expect(text).toContain('npm run build');
    expect(text).toContain('/api/services');
  });
});

describe('with a file', () => {
  it('has its spans again after a restart, and how they had come', async () => {
    const file = newFile();
    const before = await backendForTest({ file });
    await sendOtlp(before, exampleTraces);
    const trace = await getJson(before, `/api/traces/${CART}`);
    await before.close();
    const after = await backendForTest({ file });
    expect(await getJson(after, `/api/traces/${CART}`)).toEqual(trace);
  });

  it('cuts off a record that a kill cut short, and goes on behind it', async () => {
    const file = newFile();
    const first = await backendForTest({ file });
    await sendOtlp(first, exampleTraces);
    await first.close();
    appendFileSync(file, Buffer.from([200, 0, 0, 0, 0, 1, 2, 3]));
    const second = await backendForTest({ file });
    expect(second.stats().spans).toBe(7);
    await sendOtlp(second, bulkProtobuf({ spans: 25 }));
    await second.close();
    expect((await backendForTest({ file })).stats().spans).toBe(32);
  });

  it('does not start with a file that is something else', async () => {
    const file = newFile();
    writeFileSync(file, 'This is a letter, not a file of spans.');
    await expect(startBackend({ file })).rejects.toThrow(
      /Cannot read .*spans: it is no file of this backend/,
    );
  });

  it('keeps at most twice its budget on disk', async () => {
    const file = newFile();
    const backend = await backendForTest({ file, maxBytes: 1024 * 1024 });
    for (let request = 0; request < 40; request++) {
      await sendOtlp(backend, bulkProtobuf({ spans: 500, firstTrace: request * 20 }));
    }
    await backend.close();
    const folder = join(file, '..');
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes).toHaveLength(2);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(2.5 * 1024 * 1024);
    const again = await backendForTest({ file, maxBytes: 1024 * 1024 });
    expect(again.stats().spans).toBeGreaterThan(1_000);
  });
});

describe('the backend as a program', () => {
  it('says on one line when it is ready, and stops on SIGTERM with exit code 0, its clients connected', async () => {
    const { child, ready } = await startProgram();
    const backend = { urls: ready } as unknown as Backend;
    expect((await sendOtlp(backend, encodeTraces(exampleTraces))).status).toBe(200);
    const live = await fetch(`${ready.query}/api/live`);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    await live.text();
  });

  it('exits with 1 and one line that names the port and the option when a port is taken', async () => {
    const { offset } = await startProgram();
    const { code, stderr } = await runProgram('--port-offset', String(offset));
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Cannot listen for OTLP over gRPC: port ${4317 + offset} is taken. Stop what uses it, or move all ports: --port-offset 100\n`,
    );
  });

  it.each([
    [['--port-offset', 'x'], "--port-offset is 'x'"],
    [['--port-offset', '60000'], "--port-offset is '60000'"],
    [['--max-bytes', '-1'], '--max-bytes'],
    [['--nonsense'], '--nonsense'],
  ])('exits with 1 for %s', async (args, message) => {
    const { code, stderr } = await runProgram(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

const main = join(import.meta.dirname, 'main.ts');

/** On ports that are free; several tries, since others look for free ports, too. */
async function startProgram(): Promise<{ child: ChildProcess; ready: Backend['urls']; offset: number }> {
  for (let offset = 20_000 + (process.pid % 2_000); ; offset += 97) {
    const child = spawn(process.execPath, [main, '--port-offset', String(offset)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string | undefined];
    if (line === undefined) continue;
    return { child, offset, ready: (JSON.parse(line) as { ready: Backend['urls'] }).ready };
  }
}

async function runProgram(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
