import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { planAttempt } from './phases.ts';
import { childrenOf, eventually, spansNamed, startTestSystem, type TestSystem } from './test-system.ts';

describe('process runs', () => {
  let system: TestSystem;

  beforeEach(async () => {
    clearSpans();
    system = await startTestSystem(await testDatabase(), startServer);
  });
  afterEach(() => system.stop());

  describe('when a run fails', () => {
    it('tries again later, and says in each span which attempt it is', async () => {
      const { id } = await system.startRun();
      await system.startDrain(settingsThatFail(id, 1));
      const run = await system.runInState(id, 'finished');

      expect(run.history.map(({ state }) => state)).toEqual([
        'queued',
        'running',
        'queued',
        'running',
        'finished',
      ]);
      // The run is finished a moment before its span ends.
      const attempts = await eventually(() => {
        const spans = spansNamed('process runs');
        return spans.length === 2 ? spans : undefined;
      });
      expect(attempts.map(({ attributes }) => attributes['demo.run.attempt'])).toEqual([1, 2]);
      expect(attempts.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
      expect(new Set(attempts.map((span) => span.spanContext().traceId)).size).toBe(1);
    });

    it('records the exception once, on the span of the phase', async () => {
      const { id } = await system.startRun();
      await system.startDrain(settingsThatFail(id, 1));
      await system.runInState(id, 'finished');

      const exceptions = recordedSpans().flatMap((span) => span.events.map(({ name }) => [span.name, name]));
      expect(exceptions).toEqual([[expect.stringMatching(/^(prepare|plan|apply)$/), 'exception']]);
    });

    it('gives up in the end: a dead letter, a failed run, and an event that says so', async () => {
      const { id } = await system.startRun();
      await system.startDrain(settingsThatFail(id, 2));
      const run = await system.runInState(id, 'failed');
      const event = await eventually(() => system.broker.events[0]);

      expect(run.attempts).toBe(2);
      expect(run.phases.at(-1)).toMatchObject({ attempt: 2, state: 'failed' });
      expect(event.data).toMatchObject({ runId: id, state: 'failed' });
      expect(await system.query(`SELECT source_name FROM pgboss.job WHERE name = 'runs.dead'`)).toEqual([
        { source_name: 'runs' },
      ]);
      const dead = await spanNamed('process runs.dead');
      const send = await spanNamed('send runs');
      expect(dead.kind).toBe(SpanKind.CONSUMER);
      expect(dead.parentSpanContext?.spanId).toBe(send.spanContext().spanId);
      expect(dead.attributes).toMatchObject({
        'messaging.destination.name': 'runs.dead',
        'demo.run.state': 'failed',
      });
    }, 20_000);
  });

  describe('when a job is delivered twice', () => {
    it('does nothing the second time, and says so', async () => {
      await system.startDrain();
      const { id } = await system.startRun();
      await system.runInState(id, 'finished');
      await system.deliverAgain(id);
      const duplicate = await eventually(() =>
        spansNamed('process runs').find(({ attributes }) => attributes['demo.run.duplicate']),
      );

      expect(childrenOf(duplicate).map(({ name }) => name)).toEqual(['UPDATE server.runs']);
      expect((await system.runNow(id)).attempts).toBe(1);
      expect(system.broker.events).toHaveLength(1);
    });

    it('ends the run once when both are worked on at the same time', async () => {
      await system.startDrain({ DURATION_SCALE: '1' });
      const { id } = await system.startRun();
      await system.runInState(id, 'running');
      await system.deliverAgain(id);
      await eventually(() => (spansNamed('process runs').length === 2 ? true : undefined));
      await eventually(() => system.broker.events[0]);

      const duplicates = spansNamed('process runs').map(({ attributes }) => attributes['demo.run.duplicate']);
      expect(duplicates.filter(Boolean)).toHaveLength(1);
      expect((await system.runNow(id)).history.filter(({ state }) => state === 'finished')).toHaveLength(1);
      expect(await system.query(`SELECT count(*)::int FROM pgboss.job WHERE name = 'events'`)).toEqual([
        { count: 1 },
      ]);
    }, 20_000);
  });

  describe('when it is stopped', () => {
    it('puts the run back, and loses nothing: another drain finishes it', async () => {
      const first = await system.startDrain({ DURATION_SCALE: '20', FINISH_MS: '50' });
      const { id } = await system.startRun();
      await eventually(async () => ((await system.runNow(id)).phases.length > 0 ? true : undefined));
      const began = performance.now();
      await first.stop();
      expect(performance.now() - began).toBeLessThan(1_500);
      expect((await system.runNow(id)).state).toBe('queued');
      expect((await spanNamed('process runs')).attributes['demo.run.state']).toBe('queued');

      await system.startDrain();
      const run = await system.runInState(id, 'finished');
      await eventually(() => system.broker.events[0]);
      expect(run.history.map(({ state }) => state)).toEqual([
        'queued',
        'running',
        'queued',
        'running',
        'finished',
      ]);
      expect(run.phases[0]?.state).toBe('interrupted');
      expect(system.broker.events).toHaveLength(1);
      // The caller's span ends a moment after the one of the called.
      await eventually(() => (orphans().length === 0 ? true : undefined));
    });

    it('finishes the run in hand when that takes less than FINISH_MS', async () => {
      const drain = await system.startDrain({ DURATION_SCALE: '1', FINISH_MS: '20000' });
      const { id } = await system.startRun();
      await system.runInState(id, 'running');
      await drain.stop();

      expect((await system.runNow(id)).state).toBe('finished');
    }, 20_000);
  });
});

/** Settings with which this run fails that many times, and then succeeds. */
function settingsThatFail(runId: string, times: number): Record<string, string> {
  for (let seed = 0; ; seed++) {
    const pace = { SEED: seed, FAILURE_RATE: 0.5, DURATION_SCALE: 0 };
    const fails = (attempt: number) => planAttempt(pace, runId, attempt).some(({ failure }) => failure);
    if (fails(times) && !fails(times + 1)) return { SEED: String(seed), FAILURE_RATE: '0.5' };
  }
}

/** Spans whose parent was not recorded. */
function orphans() {
  const known = new Set(recordedSpans().map((span) => span.spanContext().spanId));
  return recordedSpans().filter(({ parentSpanContext: parent }) => parent && !known.has(parent.spanId));
}
