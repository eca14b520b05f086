/** From `tracewalk fault set` to a trace that shows the fault, as a user sees it: the command, a request, the query API. */
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createQueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { projectFolder } from '../packages/cli/src/project-folder.ts';
import { RunningSystem, temporaryData } from '../test/system/running-system.ts';

const OFFSET = 9_200;
/** How often somebody asks for a profile meanwhile, in ms. */
const ASK_EVERY = 100;
const GIVE_UP_AFTER = 30_000;

const spansOf = (trace: Trace, service: string) => trace.nodes.filter(({ span }) => span.service === service);

/** What each shows in the trace of a profile. */
const SHOWN: Record<string, (trace: Trace) => boolean> = {
  'slow-profile-query': (trace) =>
    trace.nodes.some(({ span }) => span.name === 'SELECT profile.profiles' && span.duration > 500_000),
  'cache-stampede': (trace) =>
    trace.nodes.filter(({ span }) => span.name === 'SELECT profile.profiles').length > 10,
  'retry-storm': (trace) => spansOf(trace, 'user').filter(({ span }) => span.kind === 'CLIENT').length > 10,
  'missing-instrumentation': (trace) =>
    spansOf(trace, 'user').some(({ span }) => span.kind === 'SERVER') &&
    spansOf(trace, 'frontend').some(({ span }) => span.kind === 'SERVER') &&
    spansOf(trace, 'profile').length === 0,
};

const { data, remove } = temporaryData();
const file = join(data, 'flags.json');
copyFileSync(join(projectFolder, 'faults/flags.json'), file);
const api = createQueryClient(`http://127.0.0.1:${16_686 + OFFSET}`);
const cli = join(projectFolder, 'packages/cli/bin/tracewalk.js');
const fault = (...args: string[]) =>
  promisify(execFile)(process.execPath, [cli, 'fault', ...args, '--faults', file]);

const system = new RunningSystem([
  '--data',
  data,
  '--port-offset',
  String(OFFSET),
  '--faults',
  file,
  '--no-load',
]);
let user = 0;
try {
  await system.started();
  // As somebody finds it who has looked at it for a while: code that has run once, and a command that was used before.
  await fault('list');
  for (let visit = 0; visit < 20; visit++) await ask();
  for (const [name, isShown] of Object.entries(SHOWN)) {
    const begin = performance.now();
    await fault('set', name);
    const seconds = (await untilShown(isShown, begin)) / 1_000;
    console.log(`fault set to seen in a trace: ${seconds.toFixed(2)} s (${name})`);
    await fault('clear');
    await sleep(1_000);
  }
} finally {
  await system.stop();
  remove();
}

/** Asks for one profile after another, and looks at each trace until one shows it. */
async function untilShown(isShown: (trace: Trace) => boolean, begin: number): Promise<number> {
  const asked = new Set<string>();
  while (performance.now() - begin < GIVE_UP_AFTER) {
    void ask().then((traceId) => asked.add(traceId));
    for (const traceId of asked) {
      const trace = await api.trace(traceId).catch(() => undefined);
      if (trace && isShown(trace)) return performance.now() - begin;
    }
    await sleep(ASK_EVERY);
  }
  throw new Error('Cannot measure: no trace has shown the fault');
}

async function ask(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${8_080 + OFFSET}/api/profiles/${1 + (++user % 999)}`);
  await response.arrayBuffer();
  return response.headers.get('traceresponse')?.split('-')[1] ?? '';
}
