import { setTimeout as sleep } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start } from './main.ts';
import { childrenOf, eventually, isReady, startTestSystem, type TestSystem } from './test-system.ts';

describe('drain', () => {
  let system: TestSystem;

  beforeEach(async () => {
    clearSpans();
    system = await startTestSystem(await testDatabase(), startServer);
  });
  afterEach(() => system.stop());

  it('goes on in the trace of the request: process, phases, event', async () => {
    await system.startDrain();
    const run = await system.startRun();
    await eventually(() => system.broker.events[0]);

    const request = await spanNamed('POST /stacks/:id/runs');
    const send = await spanNamed('send runs');
    const work = await spanNamed('process runs');
    const tell = await spanNamed('send run.finished');
    const call = await eventually(() => childrenOf(tell).find(({ name }) => name === 'POST'));
    expect(request.kind).toBe(SpanKind.SERVER);
    expect(work.kind).toBe(SpanKind.CONSUMER);
    expect(work.parentSpanContext?.spanId).toBe(send.spanContext().spanId);
    expect(work.links.map(({ context }) => context.spanId)).toEqual([send.spanContext().spanId]);
    expect(tell.kind).toBe(SpanKind.PRODUCER);
    expect(tell.parentSpanContext?.spanId).toBe(work.spanContext().spanId);
    const traces = [request, send, work, tell, call].map((span) => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(1);
    const phases = childrenOf(work).filter(({ kind }) => kind === SpanKind.INTERNAL);
    expect(phases.map(({ name }) => name)).toEqual(['prepare', 'plan', 'apply']);
    expect(work.attributes).toMatchObject({
      'messaging.system.name': 'pg-boss',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'runs',
      'messaging.message.id': send.attributes['messaging.message.id'],
      'demo.propagation.format': 'tracecontext',
      'demo.run.id': run.id,
      'demo.stack.id': 'dns-zones',
      'demo.run.attempt': 1,
      'demo.run.state': 'finished',
    });
  });

  it('ends with a CloudEvent, sent in the same trace', async () => {
    await system.startDrain();
    const run = await system.startRun();
    const { headers, data } = await eventually(() => system.broker.events[0]);

    expect(data).toEqual({ runId: run.id, stackId: 'dns-zones', state: 'finished' });
    expect(headers).toMatchObject({
      'ce-id': run.id,
      'ce-source': '/drain',
      'ce-type': 'dev.tracewalk.run.finished',
      'ce-subject': run.id,
      'ce-specversion': '1.0',
      'content-type': expect.stringMatching('application/json'),
    });
    const tell = await spanNamed('send run.finished');
    const call = await eventually(() => childrenOf(tell).find(({ name }) => name === 'POST'));
    expect(headers.traceparent).toBe(`00-${tell.spanContext().traceId}-${call.spanContext().spanId}-01`);
    expect(tell.attributes).toMatchObject({ 'cloudevents.event_id': run.id, 'demo.run.state': 'finished' });
  });

  it('shows in the run, phase by phase', async () => {
    await system.startDrain({ DURATION_SCALE: '0.1' });
    const run = await system.runInState((await system.startRun()).id, 'finished');

    expect(run.attempts).toBe(1);
    expect(run.history.map(({ state }) => state)).toEqual(['queued', 'running', 'finished']);
    expect(run.phases.map(({ name, state }) => [name, state])).toEqual([
      ['prepare', 'finished'],
      ['plan', 'finished'],
      ['apply', 'finished'],
    ]);
    for (const { durationMs } of run.phases) expect(durationMs).toBeGreaterThan(0);
  });

  it('waits for server to make the tables and the queue', async () => {
    const env = { DATABASE_URL: await testDatabase() };
    const drain = await system.startDrain(env);
    expect((await fetch(`${drain.url}/readyz`)).status).toBe(503);
    await system.begin(startServer, env);
    await eventually(() => isReady(drain));
  });

  it('has no span outside its trace: asking the queue makes none', async () => {
    await system.startDrain({ AUDIT_INTERVAL_MS: '50' });
    await system.startRun();
    await eventually(() => system.broker.events[0]);
    await spanNamed('audit runs');
    await sleep(600); // at least one poll of each queue

    // The fetches of this test are the only CLIENT spans without a parent.
    const roots = recordedSpans().filter((span) => !span.parentSpanContext);
    const ours = roots.filter(
      (span) => span.instrumentationScope.name !== '@opentelemetry/instrumentation-undici',
    );
    expect(ours.map(({ name }) => name)).toEqual(['audit runs']);
  });

  it('starts together with server, several of each, on an empty database', async () => {
    const env = { DATABASE_URL: await testDatabase() };
    const both = [start, startServer, start, startServer].map((each) => system.begin(each, env));
    for (const service of await Promise.all(both))
      expect(await eventually(() => isReady(service))).toBe(true);
  });

  it('says how it is doing', async () => {
    const drain = await system.startDrain({ CONCURRENCY: '7' });
    const status = async () => (await fetch(drain.url)).json();
    await eventually(() => isReady(drain));
    expect(await status()).toEqual({ working: true, inHand: 0, concurrency: 7 });
  });
});
