import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { faultBaggage, type TestFaults, startTestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { testAs } from '@tracewalk/telemetry/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { start } from './main.ts';

interface Job {
  carrier: Record<string, string>;
  waits: number;
}

describe('server', () => {
  let faults: TestFaults;
  let database: Pool;
  let service: RunningService;

  beforeAll(async () => {
    testAs('server');
    faults = await startTestFaults();
    const DATABASE_URL = await testDatabase();
    database = new Pool({ connectionString: DATABASE_URL, max: 1 });
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL, FAULTS_FILE: faults.file });
  });
  afterAll(async () => {
    await service.stop();
    await database.end();
    await faults.stop();
  });

  const ask = (path: string, method: string, name = '', variant?: string) =>
    tracedRequest(service.url + path, {
      method,
      headers: { baggage: faultBaggage(name ? [{ name, variant }] : [], 'anna') },
    });

  /** Starts a run; the jobs that are in the queue for it. */
  const startRun = async (fault?: string, variant?: string) => {
    const asked = await ask('/stacks/dns-zones/runs', 'POST', fault, variant);
    expect(asked.response.status).toBe(202);
    const { rows } = await database.query<Job>(
      `SELECT data->'carrier' AS carrier, extract(epoch FROM start_after - created_on)::float AS waits
       FROM pgboss.job WHERE name = 'runs' AND data->>'runId' = $1`,
      [(asked.body as { id: string }).id],
    );
    return { ...asked, jobs: rows };
  };

  /** How many requests server remembers while it lists the runs, and how long that takes, in ms. */
  const listRuns = async (name?: string, variant?: string) => {
    const { response, spanNamed } = await ask('/runs', 'GET', name, variant);
    expect(response.status).toBe(200);
    const { attributes, duration } = await spanNamed('GET /runs');
    return { held: attributes['demo.request.remembered'], ms: hrTimeToMilliseconds(duration) };
  };

  it('without a fault: puts one job into the queue, at once, with the context of the request', async () => {
    const { jobs, traceId, spanNamed } = await startRun();

    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.carrier).toMatchObject({ baggage: 'attendee=anna' });
    expect(jobs[0]?.carrier['traceparent']).toContain(traceId);
    expect(jobs[0]?.waits).toBeLessThan(1);
    expect((await spanNamed('send runs')).attributes['demo.attendee']).toBe('anna');
  });

  it('with lost-context: puts a job into the queue that says nothing of the request', async () => {
    const { jobs, spanNamed } = await startRun('lost-context');

    expect(jobs.map(({ carrier }) => carrier)).toEqual([{}]);
    await spanNamed('send runs');
  });

  it('with queue-backlog: nobody gets the job before its time', async () => {
    const { jobs } = await startRun('queue-backlog', 'longer');
    expect(jobs[0]?.waits).toBeGreaterThan(29);
  });

  it('with duplicate-delivery: puts the same job into the queue twice, in the trace of one send', async () => {
    const { jobs, spansNamed } = await startRun('duplicate-delivery');

    expect(jobs).toHaveLength(2);
    expect(jobs[0]?.carrier).toEqual(jobs[1]?.carrier);
    expect(await spansNamed('send runs', 1)).toHaveLength(1);
  });

  it('with wrong-sampler: has no span, and tells whoever comes after it to have none', async () => {
    const { jobs, traceId, tree } = await startRun('wrong-sampler');
    const usual = await startRun();
    await usual.spanNamed('POST /stacks/:id/runs');

    expect(tree()).toBe('POST\n');
    expect(jobs[0]?.carrier['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(usual.jobs[0]?.carrier['traceparent']).toMatch(/-01$/);
  });

  it('with memory-leak: remembers more with each request, takes longer, and begins anew before it is too much', async () => {
    const usual = await listRuns();
    expect(usual.held).toBeUndefined();
    const seen = [];
    for (let asked = 0; asked < 33; asked++) seen.push(await listRuns('memory-leak', 'fast'));

    expect(seen.slice(0, 3).map(({ held }) => held)).toEqual([1, 2, 3]);
    expect(seen[31]?.held).toBe(32);
    expect(seen[31]?.ms).toBeGreaterThan(seen[0]?.ms ?? 0);
    expect(seen[32]?.held).toBe(1);
  });
});
