/** docs/workshop.md: a facilitator's page, an attendee, and what they type, in the order of the page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import type { Report } from '../../packages/cli/src/workshop/report.ts';
import { commandsIn } from './commands.ts';
import { reasonNotToRun } from './not-run.ts';
import { Reader } from './reader.ts';

const PAGE = 'docs/workshop.md';
/** It never ends: this test starts it as the page says, and ends it. */
const FACILITATOR = /^npx tracewalk workshop /;
/** Somebody who has not solved the lab is told so. */
const UNSOLVED = /^npx tracewalk lab check /;

/** What would be missing if a command had done nothing. */
const SAYS = [
  { command: /^curl .*api\/traces/, says: /"demo\.attendee","type":"string","value":"anna"/ },
  // After the hint and the check.
  { command: /^curl .*api\/progress/, says: /"anna":\{"01-first-trace":\{[^}]*"done":0,"hints":1/ },
  { command: / lab start /, says: /\/\?attendee=anna$/m },
];

const all = commandsIn(PAGE);
const facilitator = all.filter(({ text }) => FACILITATOR.test(text));
const attendee = all.filter(
  ({ text }) => !FACILITATOR.test(text) && (UNSOLVED.test(text) || !reasonNotToRun(text)),
);

describe('docs/workshop.md', { timeout: 60_000 }, () => {
  let reader: Reader;
  let workshop: Workshop;

  beforeAll(async () => {
    reader = new Reader(['--no-load']);
    await reader.system.started();
    workshop = await openWorkshop(reader, facilitator.at(-1)?.text ?? '');
  }, 60_000);
  afterAll(async () => {
    await workshop.stop();
    await reader.leave();
  });

  it('opens the page in two ways, and says what the page says that it says', () => {
    expect(facilitator.map(({ text }) => text.replace(FACILITATOR, ''))).toEqual([
      '--host 0.0.0.0 --attendees 30',
      '--host 0.0.0.0 --attendees 30 --shared',
    ]);
    expect(workshop.said[0]).toMatch(/^Workshop {12}http:\/\/127\.0\.0\.1:\d+, \d+ labs$/);
    expect(workshop.said[1]).toMatch(/^Write on the board {2}http:\/\/[\d.]+:\d+/);
  });

  it.each(attendee)('line $line: $text', async ({ text }) => {
    const { code, said, complained } = await reader.run(text);
    expect({ code, complained }).toEqual({ code: UNSOLVED.test(text) ? 1 : 0, complained: '' });
    expect(said).toMatch(SAYS.find(({ command }) => command.test(text))?.says ?? /^/);
  });

  it('sets the fault of a lab that an attendee starts elsewhere, and clears it', async () => {
    const report = { attendee: 'ben', lab: '02-slow-hop', hints: 0, steps: 4, done: 0 };
    await workshop.tell({ ...report, did: 'start' });
    expect(readFileSync(reader.faults, 'utf8')).toMatch('ben');
    await workshop.tell({ ...report, did: 'reset' });
    expect(readFileSync(reader.faults, 'utf8')).not.toMatch('ben');
  });

  it('leaves nothing behind: no fault, and nobody at the lab that was reset', async () => {
    expect(readFileSync(reader.faults, 'utf8')).not.toMatch('anna');
    expect((await workshop.progress()).attendees['anna']).toEqual({});
  });

  it('prints the figures that the test of thirty attendees prints', () => {
    const test = readFileSync(join(projectFolder, 'test/system/workshop.test.ts'), 'utf8');
    const figures = readFileSync(join(projectFolder, PAGE), 'utf8').match(/^[a-z ]+: \d+ [a-z]+$/gm) ?? [];
    expect(figures).toHaveLength(3);
    for (const figure of figures) expect(test).toContain(`\`${figure.split(':')[0]}: $`);
  });
});

interface Workshop {
  said: string[];
  progress: () => Promise<{ attendees: Record<string, Record<string, unknown>> }>;
  tell: (report: Report) => Promise<unknown>;
  stop: () => Promise<void>;
}

/** As the reader would, on the ports of the reader's system. */
async function openWorkshop({ folder, environment }: Reader, command: string): Promise<Workshop> {
  const child: ChildProcess = spawn('sh', ['-c', `exec ${command}`], { cwd: folder, env: environment });
  const said: string[] = [];
  if (!child.stdout) throw new Error('Cannot read what the workshop says: it has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line.startsWith('The progress is in')) break;
  }
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said.join('\n'))?.[0];
  return {
    said,
    progress: async () =>
      (await (await fetch(`${url}/api/progress`)).json()) as Awaited<ReturnType<Workshop['progress']>>,
    tell: (report) =>
      fetch(`${url}/api/progress`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(report),
      }),
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}
