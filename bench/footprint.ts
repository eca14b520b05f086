/**
 * The memory of the whole system under its gentle load after a minute: proportional set size (Linux), which counts a
 * shared page once. `npm run bench footprint 10` waits ten seconds only.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, RunningSystem, temporaryData } from '../test/system/running-system.ts';

const OFFSET = 9_100;
const seconds = Number(process.argv[2] ?? 60);

const PARTS: Record<string, RegExp> = {
  services: /service-host\.ts/,
  'local backend': /local-backend/,
  Postgres: /postgres/,
};

const { data, remove } = temporaryData();
const system = new RunningSystem(['--data', data, '--port-offset', String(OFFSET)]);
try {
  await system.started();
  await sleep(seconds * 1_000);
  const sums = new Map<string, number>();
  const all = [
    { pid: system.process.pid ?? 0, args: 'the command line' },
    ...descendants(system.process.pid),
  ];
  for (const { pid, args } of all) {
    const part = Object.keys(PARTS).find((name) => PARTS[name]?.test(args)) ?? 'tracewalk itself';
    sums.set(part, (sums.get(part) ?? 0) + megabytes(pid));
  }
  for (const [part, sum] of sums) console.log(`memory of ${part}: ${sum.toFixed(0)} MB`);
  const total = [...sums.values()].reduce((sum, each) => sum + each, 0);
  console.log(`memory of the whole system after ${seconds} s: ${total.toFixed(0)} MB`);
} finally {
  await system.stop();
  remove();
}

/** A process that has just ended counts nothing. */
function megabytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1_000;
  } catch {
    return 0;
  }
}
