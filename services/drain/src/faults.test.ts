import { faultBaggage, startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { eventually, spansNamed, startTestSystem, type TestSystem } from './test-system.ts';

describe('drain', () => {
  let faults: TestFaults;
  let system: TestSystem;

  beforeAll(async () => {
    faults = await startTestFaults();
  });
  beforeEach(async () => {
    clearSpans();
    system = await startTestSystem(await testDatabase(), startServer);
    await system.startDrain({ FAULTS_FILE: faults.file });
  });
  afterEach(async () => {
    await system.stop();
    await faults.clear();
  });
  afterAll(() => faults.stop());

  it('with poison-run: fails in apply each time, and gives that run up, but not another at the same time', async () => {
    await faults.set({ name: 'poison-run', attendee: 'anna' });
    const [poisoned, other] = await Promise.all([
      system.startRun(faultBaggage([], 'anna')),
      system.startRun(faultBaggage([], 'ben')),
    ]);

    const run = await system.runInState(poisoned.id, 'failed');
    expect(run.attempts).toBe(2);
    expect(run.phases.filter(({ state }) => state === 'failed').map(({ name }) => name)).toEqual([
      'apply',
      'apply',
    ]);
    expect((await system.runInState(other.id, 'finished')).attempts).toBe(1);
    expect((await spanNamed('process runs.dead')).attributes['demo.attendee']).toBe('anna');
  }, 20_000);

  it('with oversized-attributes: puts a plan of 128 KiB onto its span; without, nothing', async () => {
    const plain = await system.startRun();
    await system.runInState(plain.id, 'finished');
    expect((await spanNamed('plan')).attributes['demo.plan.dump']).toBeUndefined();
    clearSpans();

    const { id } = await system.startRun(faultBaggage([{ name: 'oversized-attributes' }]));
    await system.runInState(id, 'finished');
    const dump = (await spanNamed('plan')).attributes['demo.plan.dump'] as string[];
    expect(dump.join('')).toHaveLength(128 * 1_024);
  });

  it('with duplicate-delivery: does the work once, and says of the other delivery that it is a duplicate', async () => {
    const { id } = await system.startRun(faultBaggage([{ name: 'duplicate-delivery' }]));
    await system.runInState(id, 'finished');

    const deliveries = await eventually(() => {
      const spans = spansNamed('process runs');
      return spans.length === 2 ? spans : undefined;
    });
    expect(deliveries.filter(({ attributes }) => attributes['demo.run.duplicate'])).toHaveLength(1);
    expect(new Set(deliveries.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it('with lost-context: begins a trace of its own, without a link, and knows nothing of the attendee', async () => {
    const { id } = await system.startRun(faultBaggage([{ name: 'lost-context' }], 'anna'));
    await system.runInState(id, 'finished');

    const [work, send] = [await spanNamed('process runs'), await spanNamed('send runs')];
    expect(work.parentSpanContext).toBeUndefined();
    expect(work.links).toEqual([]);
    expect(work.spanContext().traceId).not.toBe(send.spanContext().traceId);
    expect([send, work].map(({ attributes }) => attributes['demo.attendee'])).toEqual(['anna', undefined]);
  });
});
