/**
 * From `skaffold dev` to the first full trace of each story in the cluster's Jaeger, and from an edited file to a trace
 * that shows the edit. On whatever cluster kubectl points at; what follows `--` is for Skaffold:
 *
 *     npm run bench skaffold-dev -- --default-repo localhost:5000
 *
 * Run it twice: the first run builds the image. Edits services/coinflip/src/app.ts, and puts it back.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createQueryClient } from '@tracewalk/query-client';
import { CONTRACTS } from '../test/contracts/contracts.ts';
import { findStory } from '../test/contracts/find-story.ts';

const LIMIT_MS = 600_000;
const EDITED = 'services/coinflip/src/app.ts';
const jaeger = createQueryClient('http://127.0.0.1:16686');

const begin = performance.now();
const skaffold = spawn('skaffold', ['dev', ...process.argv.slice(2)], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
const ended = new Promise<void>((resolve) => {
  skaffold.on('close', () => resolve());
  skaffold.on('error', () => {
    console.error('Cannot run the bench: skaffold is not installed');
    resolve();
  });
});

try {
  for (const { story, contract } of firstOfEachStory()) {
    await until(async () => (await findStory(jaeger, contract))?.faults.length === 0);
    print(`skaffold dev, first full trace of the ${story} story`, begin);
  }
  const source = readFileSync(EDITED, 'utf8');
  const name = `flip coin ${Date.now()}`;
  try {
    const edit = performance.now();
    writeFileSync(EDITED, source.replace("'flip coin'", `'${name}'`));
    await until(async () => (await jaeger.search({ service: 'coinflip', operation: name })).length > 0);
    print('edited TypeScript to a trace that shows it', edit);
  } finally {
    writeFileSync(EDITED, source);
  }
} finally {
  skaffold.kill('SIGINT');
  await ended;
}

function firstOfEachStory() {
  return [...new Set(CONTRACTS.map(({ story }) => story))].flatMap((story) => {
    const contract = CONTRACTS.find((each) => each.story === story);
    return contract ? [{ story, contract }] : [];
  });
}

/** Asks again while there is no answer: Jaeger's port is forwarded late. */
async function until(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask().catch(() => false))) {
    if (skaffold.exitCode !== null) throw new Error('Cannot go on: skaffold dev ended');
    if (performance.now() - begin > LIMIT_MS)
      throw new Error(`Cannot see it: not there after ${LIMIT_MS} ms`);
    await sleep(200);
  }
}

function print(figure: string, since: number): void {
  console.log(`${figure}: ${((performance.now() - since) / 1_000).toFixed(1)} s`);
}
