/** Faults in the whole system, in one process and in a process each: by a flag, and by what a request carries. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearFault, editFlagFile, faultBaggage, setFault } from '@tracewalk/faults';
import { createQueryClient, type QueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { portOffset, RunningSystem, temporaryData } from './running-system.ts';

/** A busy machine is no failure. */
const PATIENT = { UPSTREAM_DEADLINE_MS: '20000', PROFILE_DEADLINE_MS: '20000' };
const LONG = { timeout: 20_000, interval: 50 };
/** The fault makes the query take 600 ms; in microseconds. */
const SLOW = 500_000;

interface Asked {
  status: number;
  traceId: string;
}

const carrying = (name: string, variant?: string) => faultBaggage([{ name, variant }], 'anna');

const spanOf = (trace: Trace, service: string, name: string) =>
  trace.nodes.find(({ span }) => span.service === service && span.name === name);

/** What frontend and server, which no fault of the request's story concerns, have to say is there. */
const isAround = (trace: Trace): boolean =>
  spanOf(trace, 'frontend', 'GET /api/profiles/:id') !== undefined &&
  spanOf(trace, 'server', 'GET /runs') !== undefined;

const deliveriesIn = ({ nodes }: Trace) => nodes.filter(({ span }) => span.name === 'process runs');

const queryTook = (trace: Trace): number =>
  trace.nodes.find(({ span }) => span.name === 'SELECT profile.profiles')?.span.duration ?? 0;

describe.each([
  ['in one process', []],
  ['in a process each', ['--processes']],
])('faults, the services %s', { timeout: 60_000 }, (_, mode) => {
  const { data, remove } = temporaryData();
  const file = join(data, 'flags.json');
  const offset = portOffset();
  let system: RunningSystem;
  let api: QueryClient;
  let user = 0;

  beforeAll(async () => {
    copyFileSync(join(projectFolder, 'k8s/components/faults/flags/flags.json'), file);
    const where = ['--data', data, '--port-offset', String(offset), '--faults', file, '--no-load'];
    system = new RunningSystem([...where, ...mode], PATIENT);
    await system.until('system', ({ type }) => type === 'started', 100_000);
    api = createQueryClient(`http://127.0.0.1:${16_686 + offset}`);
  }, 110_000);
  afterEach(() => void editFlagFile(file, (flags) => clearFault(flags)));
  afterAll(async () => {
    await system.stop();
    remove();
  }, 60_000);

  const ask = async (baggage = '', path?: string, method = 'GET'): Promise<Asked> => {
    const url = `http://127.0.0.1:${8_080 + offset}${path ?? `/api/profiles/${++user}`}`;
    const response = await fetch(url, { method, headers: { baggage } });
    await response.arrayBuffer();
    return { status: response.status, traceId: response.headers.get('traceresponse')?.split('-')[1] ?? '' };
  };

  /** The trace, once it has what is looked for: its spans arrive one after another. */
  const traceWith = ({ traceId }: Asked, fits: (trace: Trace) => boolean): Promise<Trace> =>
    vi.waitFor(async () => {
      const trace = await api.trace(traceId);
      if (!trace || !fits(trace)) throw new Error(`Cannot go on: ${traceId} is not complete`);
      return trace;
    }, LONG);

  /** How long the query in a new trace took. */
  const nextTook = async () => queryTook(await traceWith(await ask(), (trace) => queryTook(trace) > 0));

  it('are seen in the next traces when the file is edited, and no longer when it is edited back', async () => {
    editFlagFile(file, (flags) => setFault(flags, { name: 'slow-profile-query' }));
    await vi.waitFor(async () => expect(await nextTook()).toBeGreaterThan(SLOW), LONG);
    editFlagFile(file, (flags) => clearFault(flags));
    await vi.waitFor(async () => expect(await nextTook()).toBeLessThan(SLOW), LONG);
  });

  it('hold for the requests that carry them, and for no other', async () => {
    const slow = await traceWith(await ask(carrying('slow-profile-query')), (trace) => queryTook(trace) > 0);
    expect(queryTook(slow)).toBeGreaterThan(SLOW);
    const failed = await ask(carrying('failing-user'), '/api/profiles/14');
    const fine = await ask('', '/api/profiles/14');
    expect([failed.status, fine.status]).toEqual([502, 200]);
  });

  it('of an exporter: the spans of user are missing, and those of profile have lost their parent', async () => {
    const trace = await traceWith(
      await ask(carrying('wrong-exporter-endpoint')),
      (found) => isAround(found) && spanOf(found, 'profile', 'GET /profiles/:id') !== undefined,
    );
    expect(trace.services).not.toContain('user');
    expect(spanOf(trace, 'profile', 'GET /profiles/:id')?.orphan).toBe(true);
  });

  it('of an instrumentation: user calls profile, and the trace does not go on there', async () => {
    const trace = await traceWith(
      await ask(carrying('missing-instrumentation')),
      (found) => isAround(found) && spanOf(found, 'user', 'GET /users/:id') !== undefined,
    );
    expect(trace.services.toSorted()).toEqual(['frontend', 'server', 'user']);
  });

  it('of a clock: profile begins before its caller', async () => {
    const trace = await traceWith(
      await ask(carrying('clock-skew', 'behind')),
      (found) => isAround(found) && spanOf(found, 'profile', 'GET /profiles/:id') !== undefined,
    );
    expect(spanOf(trace, 'profile', 'GET /profiles/:id')?.clockSkew).toBeGreaterThan(1_000_000);
  });

  it('of a propagator: the trace goes on to profile, and the baggage does not', async () => {
    const trace = await traceWith(
      await ask(carrying('b3-only-hop')),
      (found) => isAround(found) && spanOf(found, 'profile', 'GET /profiles/:id') !== undefined,
    );
    const attendees = trace.nodes.map(({ span }) => [span.service, span.attributes['demo.attendee']]);
    const { profile, ...others } = Object.fromEntries(attendees) as Record<string, unknown>;
    expect(others).toEqual({ frontend: 'anna', user: 'anna', server: 'anna' });
    expect(profile).toBeUndefined();
  });

  it('of a sampler: nothing of server, in a trace that is there otherwise', async () => {
    const trace = await traceWith(
      await ask(carrying('wrong-sampler')),
      (found) =>
        spanOf(found, 'frontend', 'GET /api/profiles/:id') !== undefined &&
        spanOf(found, 'profile', 'load profile') !== undefined,
    );
    expect(trace.services).not.toContain('server');
  });

  it('of the queue are seen behind it, in the trace of who asked for the run', async () => {
    const asked = await ask(carrying('duplicate-delivery'), '/api/stacks/dns-zones/runs', 'POST');
    expect(asked.status).toBe(202);
    // The one that finds the run done ends first.
    const deliveries = deliveriesIn(await traceWith(asked, (trace) => deliveriesIn(trace).length === 2));
    expect(deliveries.map(({ span }) => span.attributes['demo.run.duplicate'])).toContain(true);
    expect(deliveries.map(({ span }) => span.attributes['demo.attendee'])).toEqual(['anna', 'anna']);
  });

  it('of thirty attendees at once stay with those who have them', async () => {
    const attendees = Array.from({ length: 30 }, (_each, index) => `attendee-${index}`);
    const half = attendees.filter((_each, index) => index % 2 === 0);
    const forHalf = { name: 'failing-user', variant: 'all' };
    editFlagFile(file, (flags) =>
      half.reduce((edited, attendee) => setFault(edited, { ...forHalf, attendee }), flags),
    );
    await vi.waitFor(async () => expect((await ask(`attendee=${half.at(-1)}`)).status).toBe(502), LONG);
    const asked = await Promise.all(
      attendees.map(async (attendee) => ({ attendee, ...(await ask(`attendee=${attendee}`)) })),
    );

    expect(asked.filter(({ status }) => status !== 200).map(({ attendee }) => attendee)).toEqual(half);
    for (const each of asked) {
      const trace = await traceWith(
        each,
        (found) => isAround(found) && spanOf(found, 'user', 'GET /users/:id') !== undefined,
      );
      const names = new Set(trace.nodes.map(({ span }) => span.attributes['demo.attendee']));
      expect([...names]).toEqual([each.attendee]);
    }
  });
});
