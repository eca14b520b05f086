/** Jaeger and the Collector themselves take what synth makes, over every protocol, and hold every span of it. */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../run-command.ts';

const NAMED_BY = { jaeger: 'JAEGER_BIN', otelcol: 'OTELCOL_BIN' };

/** The program that JAEGER_BIN or OTELCOL_BIN names, or the one on the PATH. */
function find(program: keyof typeof NAMED_BY): string | undefined {
  const files = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  return process.env[NAMED_BY[program]] ?? files.find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const whyNot = (program: keyof typeof NAMED_BY) =>
  find(program) ? '' : ` (not run: there is no ${program} on the PATH, and ${NAMED_BY[program]} names none)`;

const WAYS = [
  ['http/protobuf', 'none'],
  ['http/json', 'gzip'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
  ['grpc', 'zstd'],
  ['http/protobuf', 'zstd'],
  ['zipkin', 'none'],
] as const;

const TRACES = 40;

describe('load synth, with the real receivers', { timeout: 180_000 }, () => {
  it.skipIf(!find('jaeger'))(`Jaeger holds every span${whyNot('jaeger')}`, async () => {
    const [http, grpc, zipkin, query, queryGrpc] = await freePorts(5);
    await start('jaeger', {
      ...receivers(http, grpc, zipkin),
      exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
      extensions: {
        jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
        jaeger_query: {
          storage: { traces: 'memory' },
          http: { endpoint: `127.0.0.1:${query}` },
          grpc: { endpoint: `127.0.0.1:${queryGrpc}` },
        },
      },
      service: service('jaeger_storage_exporter', ['jaeger_storage', 'jaeger_query']),
    });
    for (const [protocol, compression] of WAYS) {
      const said = await synth(
        '--endpoint',
        `http://127.0.0.1:${portOf(protocol, http, grpc, zipkin)}`,
        '--protocol',
        protocol,
        '--compression',
        compression,
        '--reconcile',
        `http://127.0.0.1:${query}`,
      );
      expect(said).toContain(`reconciled ${TRACES} of ${TRACES} traces: ${TRACES} complete`);
    }
  });

  it.skipIf(!find('otelcol'))(`the Collector passes on every span${whyNot('otelcol')}`, async () => {
    const [http, grpc, zipkin] = await freePorts(3);
    const folder = folderForTest();
    const out = join(folder, 'out.jsonl');
    await start('otelcol', {
      ...receivers(http, grpc, zipkin),
      exporters: { file: { path: out, flush_interval: '100ms' } },
      service: service('file', []),
    });
    let sent = 0;
    for (const [protocol, compression] of WAYS) {
      const report = JSON.parse(
        await synth(
          '--endpoint',
          `http://127.0.0.1:${portOf(protocol, http, grpc, zipkin)}`,
          '--protocol',
          protocol,
          '--compression',
          compression,
          '--json',
          '-',
        ),
      ) as { endpoints: { accepted: number }[] };
      sent += report.endpoints[0]?.accepted ?? 0;
    }
    await expect.poll(() => idsIn(out).size, { timeout: 30_000 }).toBe(sent);
  });
});

async function synth(...args: string[]): Promise<string> {
  const { said, exitCode } = runCommand(['load', 'synth', '--count', `${TRACES}traces`, '--max', ...args]);
  if ((await exitCode) !== 0) throw new Error(`Cannot send with ${args.join(' ')}: ${said()}`);
  return said();
}

function idsIn(file: string): Set<string> {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const requests = lines.map(
    (line) => JSON.parse(line) as { resourceSpans?: { scopeSpans: { spans: { spanId: string }[] }[] }[] },
  );
  const spans = requests.flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)),
  );
  return new Set(spans.map(({ spanId }) => spanId));
}

const portOf = (protocol: string, http = 0, grpc = 0, zipkin = 0) =>
  protocol === 'grpc' ? grpc : protocol === 'zipkin' ? zipkin : http;

const receivers = (http = 0, grpc = 0, zipkin = 0) => ({
  receivers: {
    otlp: {
      protocols: { http: { endpoint: `127.0.0.1:${http}` }, grpc: { endpoint: `127.0.0.1:${grpc}` } },
    },
    zipkin: { endpoint: `127.0.0.1:${zipkin}` },
  },
});

const service = (exporter: string, extensions: string[]) => ({
  extensions,
  telemetry: { metrics: { level: 'none' } },
  pipelines: { traces: { receivers: ['otlp', 'zipkin'], exporters: [exporter] } },
});

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-receivers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  for (const server of servers) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await new Promise((closed) => server.close(closed));
  return ports;
}

/** Settles when the program says that it is ready. JSON is YAML. */
async function start(program: keyof typeof NAMED_BY, configuration: object): Promise<void> {
  const file = join(folderForTest(), 'config.yaml');
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn(find(program) ?? program, ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill());
  let said = '';
  await new Promise<void>((ready, fail) => {
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Everything is ready')) ready();
    });
    child.once('exit', () => fail(new Error(`Cannot start ${program}: ${said.slice(-1_000)}`)));
  });
}
