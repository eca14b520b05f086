/** Thirty attendees on one laptop system, at once: each sees their own fault in their traces, and nobody else's. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { editFlagFile, faultBaggage, setFault } from '@tracewalk/faults';
import { createQueryClient, type QueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { portOffset, RunningSystem, temporaryData } from './running-system.ts';
import { SYMPTOMS } from './symptoms.ts';

const ATTENDEES = 30;
/** A busy machine is no failure. */
const PATIENT = { UPSTREAM_DEADLINE_MS: '20000', PROFILE_DEADLINE_MS: '20000' };
/** How long spans may take to arrive, and how long nothing more may come, in ms. */
const ARRIVED = { timeout: 15_000, interval: 250 };
const SETTLED = 1_500;

/** In which way somebody's fault is set: by the facilitator's flags, by the page's cookie, by a request itself. */
const WAYS = ['flag', 'cookie', 'baggage'] as const;

interface Attendee {
  name: string;
  fault: string;
  variant: string;
  way: (typeof WAYS)[number];
  headers: Record<string, string>;
  /** A user whom nobody else asks for, and so is not in profile's cache. */
  user: number;
}

const attendees: Attendee[] = Array.from({ length: ATTENDEES }, (_each, index) => {
  const { fault, variant } = SYMPTOMS[index % SYMPTOMS.length] ?? { fault: '', variant: '' };
  const name = `attendee-${index + 1}`;
  const way = WAYS[Math.floor(index / SYMPTOMS.length) % WAYS.length] ?? 'flag';
  return { name, fault, variant, way, headers: { baggage: `attendee=${name}` }, user: 100 + 2 * index };
});

const { data, remove } = temporaryData();
const file = join(data, 'flags.json');
const offset = portOffset();
const frontend = `http://127.0.0.1:${8_080 + offset}`;
let system: RunningSystem;
let api: QueryClient;

beforeAll(async () => {
  copyFileSync(join(projectFolder, 'faults/flags.json'), file);
  const where = ['--data', data, '--port-offset', String(offset), '--faults', file, '--no-load'];
  system = new RunningSystem(where, PATIENT);
  await system.started();
  api = createQueryClient(`http://127.0.0.1:${16_686 + offset}`);
}, 60_000);
afterAll(async () => {
  await system.stop();
  remove();
}, 30_000);

const ask = async (path: string, headers: Record<string, string>) => {
  const response = await fetch(frontend + path, { headers, redirect: 'manual' });
  await response.arrayBuffer();
  const traceId = response.headers.get('traceresponse')?.split('-')[1] ?? '';
  return { status: response.status, traceId, cookie: response.headers.getSetCookie()[0]?.split(';')[0] };
};

/** As each of them would do it. The flags all hold when the last of them does. */
async function breakAll(): Promise<void> {
  const flagged = attendees.filter(({ way }) => way === 'flag');
  editFlagFile(file, (flags) =>
    flagged.reduce(
      (edited, { name, fault, variant }) => setFault(edited, { name: fault, variant, attendee: name }),
      flags,
    ),
  );
  for (const attendee of attendees) {
    const { name, fault, variant, way } = attendee;
    if (way === 'baggage') attendee.headers = { baggage: faultBaggage([{ name: fault, variant }], name) };
    if (way === 'cookie') {
      const { cookie = '' } = await ask(`/?attendee=${name}&fault=${fault}:${variant}`, {});
      attendee.headers = { cookie };
    }
  }
  const fails = flagged.find(({ fault }) => fault === 'failing-user');
  await vi.waitFor(
    async () => expect((await ask('/api/profiles/1', fails?.headers ?? {})).status).toBe(502),
    ARRIVED,
  );
}

/** What is wrong with somebody's traces: a fault that is missing, or is another's; a name that is another's. */
function isolationErrors({ name, fault }: Attendee, traces: (Trace | undefined)[]): string[] {
  const there = traces.filter((trace) => trace !== undefined);
  if (there.length < traces.length) return [`${name}: a trace is missing`];
  const shown = SYMPTOMS.filter(({ isIn }) => there.some(isIn)).map((symptom) => symptom.fault);
  const names = new Set(
    there.flatMap(({ nodes }) => nodes.map(({ span }) => span.attributes['demo.attendee'])),
  );
  const strangers = [...names].filter((each) => each !== name && each !== undefined);
  return [
    ...(shown.includes(fault) ? [] : [`${name}: ${fault} is not to be seen`]),
    ...shown.filter((each) => each !== fault).map((each) => `${name}, who has ${fault}, sees ${each}`),
    ...strangers.map((each) => `${name}: a span is of ${String(each)}`),
    ...(names.has(name) ? [] : [`${name}: no span has the name`]),
  ];
}

it(
  'shows each of thirty attendees their own fault, and nobody another one',
  { timeout: 60_000 },
  async () => {
    expect(new Set(attendees.map(({ fault }) => fault)).size).toBe(SYMPTOMS.length);
    await breakAll();

    const asked = await Promise.all(
      attendees.map(async (attendee) => ({
        attendee,
        // One after the other, as somebody clicks.
        requests: [
          await ask(`/api/profiles/${attendee.user}`, attendee.headers),
          await ask('/api/users?limit=12', attendee.headers),
          await ask(`/api/profiles/${attendee.user + 1}`, attendee.headers),
        ],
      })),
    );
    const errorsOf = async ({ attendee, requests }: (typeof asked)[number]): Promise<string[]> =>
      isolationErrors(attendee, await Promise.all(requests.map(({ traceId }) => api.trace(traceId))));

    // Spans that have not arrived look like a fault, too.
    const until = Date.now() + ARRIVED.timeout;
    const lookAtAll = async () => (await Promise.all(asked.map(errorsOf))).flat();
    while ((await lookAtAll()).length > 0 && Date.now() < until) await sleep(ARRIVED.interval);
    await sleep(SETTLED);
    const errors = await lookAtAll();
    console.log(`attendees on one laptop system: ${ATTENDEES} attendees`);
    console.log(`traces looked at: ${asked.flatMap(({ requests }) => requests).length} traces`);
    console.log(`isolation errors: ${errors.length} errors`);
    expect(errors).toEqual([]);
  },
);
