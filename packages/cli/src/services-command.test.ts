import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collector, startCollector } from '@tracewalk/telemetry/test-collector';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { descendants, portOffset } from '../../../test/system/running-system.ts';
import { type RunningCommand, runCommand } from './run-command.ts';
import { SERVICES } from './up/catalog.ts';

/** By which protocol each service sends its spans, as its .env says. */
const PROTOCOLS = {
  'otlp/http': ['broker', 'frontend', 'server', 'user'],
  'otlp/grpc': ['coinflip', 'drain', 'scheduler'],
  zipkin: ['event-display', 'heartbeats', 'profile'],
};

describe('tracewalk services', { timeout: 60_000 }, () => {
  const spool = mkdtempSync(join(tmpdir(), 'tracewalk-services-'));
  let collector: Collector;
  let command: RunningCommand | undefined;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(async () => {
    command?.process.kill('SIGKILL');
    await command?.exitCode;
    command = undefined;
    collector.stop();
    rmSync(spool, { recursive: true, force: true });
  });

  /** The collector's ports are not the usual ones, so each is said. */
  function run(args: string[], env: Record<string, string>): RunningCommand {
    const endpoints = [
      ['--otlp-endpoint', collector.otlpHttp['OTEL_EXPORTER_OTLP_ENDPOINT']],
      ['--otlp-grpc-endpoint', collector.otlpGrpc['OTEL_EXPORTER_OTLP_ENDPOINT']],
      ['--zipkin-endpoint', collector.zipkin['OTEL_EXPORTER_ZIPKIN_ENDPOINT']],
    ].flatMap(([flag = '', url = '']) => [flag, url]);
    const offset = String(portOffset());
    command = runCommand(['services', '--port-offset', offset, ...endpoints, ...args], {
      SPOOL_DIR: spool,
      ...env,
    });
    return command;
  }

  it('runs all of them in one process, each with its own exporter, and stops them in order', async () => {
    const { process, said, stop } = run([], {
      DATABASE_URL: await testDatabase(),
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=here,k8s.pod.name=tracewalk-0',
    });
    await vi.waitFor(() => expect(said().match(/^[\w-]+ is ready/gm)).toHaveLength(SERVICES.length), 40_000);
    await vi.waitFor(() => {
      for (const [protocol, services] of Object.entries(PROTOCOLS)) {
        const senders = collector.spans.filter((span) => span.protocol === protocol);
        expect([...new Set(senders.map(({ service }) => service))].toSorted()).toEqual(services);
      }
    }, 30_000);
    expect(descendants(process.pid)).toEqual([]);
    expect(await stop()).toBe(0);

    const attributes = { 'service.namespace': 'here', 'k8s.pod.name': 'tracewalk-0' };
    for (const span of collector.spans) expect(span.attributes).toMatchObject(attributes);
  });

  it('runs only the services of some stories, and needs no database for those that have none', async () => {
    const { said, stop } = run(['--only', 'event'], { HOST: '0.0.0.0' });
    await vi.waitFor(() => expect(said()).toContain('heartbeats is ready'), 30_000);
    expect(said().match(/^[\w-]+ is ready: http:\/\/0\.0\.0\.0:/gm)).toHaveLength(4);
    expect(await stop()).toBe(0);
  });

  it('stops when it is asked to while it waits for Postgres', async () => {
    const url = `postgres://someone@127.0.0.1:${await freePort()}/tracewalk`;
    const { said, stop } = run(['--only', 'request'], { DATABASE_URL: url });
    await vi.waitFor(() => expect(said()).toContain('Waiting for the database of profile'), 30_000);
    expect(await stop()).toBe(0);
  });

  it('says what is missing', async () => {
    const { said, exitCode } = run([], {});
    expect(await exitCode).toBe(1);
    expect(said()).toBe('Cannot start the services: DATABASE_URL is not set\n');
  });
});
