import { clearSpans } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { eventually, spansNamed, startTestSystem, type TestSystem } from './test-system.ts';

describe('audit runs', () => {
  let system: TestSystem;

  beforeEach(async () => {
    clearSpans();
    system = await startTestSystem(await testDatabase(), startServer);
  });
  afterEach(() => system.stop());

  it('is a trace of its own that links to each run, once, with two drains', async () => {
    const env = { AUDIT_INTERVAL_MS: '20', AUDIT_BATCH_SIZE: '3' };
    await Promise.all([system.startDrain(env), system.startDrain(env)]);
    await Promise.all(Array.from({ length: 12 }, system.startRun));
    await eventually(async () => {
      const [left] = await system.query('SELECT count(*)::int FROM server.runs WHERE audited_at IS NULL');
      return left?.count === 0 ? true : undefined;
    });

    const audits = spansNamed('audit runs');
    const linked = audits.flatMap(({ links }) => links.map(({ context }) => context.spanId));
    const worked = spansNamed('process runs').map((span) => span.spanContext().spanId);
    expect(linked.toSorted()).toEqual(worked.toSorted());
    for (const audit of audits) {
      expect(audit.parentSpanContext).toBeUndefined();
      expect(audit.links.length).toBeLessThanOrEqual(3);
      expect(audit.attributes).toEqual({ 'demo.audit.run_count': audit.links.length });
    }
  });
});
