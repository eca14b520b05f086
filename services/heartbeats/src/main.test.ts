import { eventually, startOwnProcess } from '@tracewalk/service/testing';
import { startCollector } from '@tracewalk/telemetry/test-collector';
import { describe, expect, it } from 'vitest';
import { testSink } from './test-sink.ts';

/** Starting a Node process takes seconds where many run at once. */
const SLOW = { timeout: 30_000 };

describe('heartbeats in a process of its own', SLOW, () => {
  it('sends its context as one b3 header and nothing else, and exports by Zipkin', async () => {
    const collector = await startCollector();
    const sink = await testSink((response) => response.writeHead(202).end());
    const own = startOwnProcess('services/heartbeats', { ...collector.zipkin, PORT: '0', K_SINK: sink.url });
    const { headers } = await eventually('heartbeat', () => sink.sent[0]);
    expect(await own.stop()).toBe(0);

    expect(headers['b3']).toMatch(/^[0-9a-f]{32}-[0-9a-f]{16}-1$/);
    const otherFormats = Object.keys(headers).filter((name) =>
      /^(traceparent|tracestate|baggage|x-b3-.*)$/.test(name),
    );
    expect(otherFormats).toEqual([]);
    const root = collector.spans.find(({ name }) => name === 'send heartbeat');
    const client = collector.spans.find(({ kind }) => kind === 'CLIENT');
    expect(root).toMatchObject({
      protocol: 'zipkin',
      service: 'heartbeats',
      kind: 'PRODUCER',
      parentId: undefined,
    });
    expect(client).toMatchObject({ traceId: root?.traceId, parentId: root?.spanId });
    expect(headers['b3']).toContain(`${client?.traceId}-${client?.spanId}`);
    await sink.stop();
    collector.stop();
  });

  it('logs one line for a heartbeat that it gives up, with its trace', async () => {
    const collector = await startCollector();
    const own = startOwnProcess('services/heartbeats', {
      ...collector.zipkin,
      PORT: '0',
      K_SINK: 'http://127.0.0.1:9',
      BACKOFF_MS: '1',
      PERIOD_MS: '60000',
    });
    const line = await eventually('line', () => own.lines[0]);
    const root = await eventually('span', () =>
      collector.spans.find(({ name }) => name === 'send heartbeat'),
    );
    expect(await own.stop()).toBe(0);

    expect(own.lines).toHaveLength(1);
    expect(line).toMatchObject({ name: 'heartbeats', beat: 1, trace_id: root.traceId, span_id: root.spanId });
    expect(line['msg']).toMatch(/^Cannot send the heartbeat: the sink could not be reached/);
    expect(own.complaints).toEqual([]);
    collector.stop();
  });

  it('refuses to start with overrides it cannot apply, and says why', async () => {
    const own = startOwnProcess('services/heartbeats', {
      OTEL_TRACES_EXPORTER: 'none',
      PORT: '0',
      K_CE_OVERRIDES: '{"extensions":{"Not-Legal":"x"}}',
    });

    expect(await own.ended).toBe(1);
    expect(own.complaints).toEqual([
      expect.stringMatching(/^Cannot start heartbeats: its settings are wrong. K_CE_OVERRIDES.*"Not-Legal"/),
    ]);
  });
});
