import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed, testAs } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { start } from './main.ts';
import { testSink } from './test-sink.ts';

describe('heartbeats', () => {
  let faults: TestFaults;
  let sink: Awaited<ReturnType<typeof testSink>>;
  let service: RunningService;

  beforeEach(async () => {
    testAs('heartbeats');
    clearSpans();
    faults = await startTestFaults();
    sink = await testSink((response) => response.writeHead(202).end());
  });
  afterEach(async () => {
    await service.stop();
    await sink.stop();
    await faults.stop();
  });

  const begin = async (PERIOD_MS: string) => {
    const quick = { PORT: '0', LOG_LEVEL: 'silent', BACKOFF_MS: '1', TRY_TIMEOUT_MS: '500' };
    service = await start({ ...quick, PERIOD_MS, K_SINK: sink.url, FAULTS_FILE: faults.file });
  };

  it('with dev-null-sink: does not find dev.null, four times, and gives the heartbeat up', async () => {
    await faults.set({ name: 'dev-null-sink' });
    await begin('60000');

    const root = await spanNamed('send heartbeat', 8_000);
    expect(root.status.code).toBe(SpanStatusCode.ERROR);
    expect(root.attributes['server.address']).toBe('dev.null');
    expect(root.events.map(({ name }) => name)).toEqual(['exception']);
    const tries = recordedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(tries).toHaveLength(4);
    expect(sink.sent).toEqual([]);
  }, 20_000);

  it('with dev-null-sink, and then without: reaches its own sink again with the next heartbeat', async () => {
    await faults.set({ name: 'dev-null-sink' });
    await begin('50');
    await spanNamed('send heartbeat', 8_000);
    expect(sink.sent).toEqual([]);
    await faults.clear();

    await vi.waitFor(() => expect(sink.sent.length).toBeGreaterThan(0), 8_000);
  }, 20_000);

  it('with head-sampling-too-low: sends heartbeats that nobody records, and says so in their context', async () => {
    await faults.set({ name: 'head-sampling-too-low', variant: 'none' });
    await begin('20');
    await vi.waitFor(() => expect(sink.sent.length).toBeGreaterThan(2), 5_000);

    expect(recordedSpans().filter(({ name }) => name === 'send heartbeat')).toEqual([]);
    expect(sink.sent.map(({ headers }) => String(headers['traceparent']).slice(-3))).toContain('-00');
  });

  it('with nothing set: records every heartbeat', async () => {
    await begin('20');
    await vi.waitFor(() => expect(sink.sent.length).toBeGreaterThan(2), 5_000);

    expect(sink.sent.every(({ headers }) => String(headers['traceparent']).endsWith('-01'))).toBe(true);
  });
});
