/** docs/load.md: every command of it runs as it stands, one after the other, against a system of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsIn } from './commands.ts';
import { reasonNotToRun } from './not-run.ts';
import { Reader } from './reader.ts';

const PAGE = 'docs/load.md';

const commands = commandsIn(PAGE);
const here = commands.filter(({ text }) => !reasonNotToRun(text));

describe('docs/load.md', { timeout: 120_000 }, () => {
  let reader: Reader;

  beforeAll(async () => {
    reader = new Reader(['--no-load']);
    await reader.system.started();
  }, 60_000);
  afterAll(() => reader.leave());

  it('has the commands that are looked for here', () => {
    expect(here.length).toBeGreaterThan(20);
    expect(commands.filter(({ text }) => text.startsWith('npm')).map(({ text }) => text)).toEqual([
      'npm start -- --no-load',
    ]);
  });

  const written = (name: string) => readFileSync(join(reader.folder, name), 'utf8');

  it.each(here)('line $line: $text', async ({ text }) => {
    const { code, said, complained } = await reader.run(text);
    expect({ code, why: code === 0 ? '' : complained }).toEqual({ code: 0, why: '' });
    expect(complained).not.toMatch(/^(Cannot|error|The threshold)/m);
    // A drive whose report is to be read.
    const expected = text.startsWith('npx tracewalk load drive')
      ? /^asked {6}[1-9].*^answered {3}[1-9]/ms
      : /^/;
    expect(said).toMatch(expected);
  });

  it('leaves the reports that it speaks of', () => {
    expect(written('drive.html')).toContain('</html>');
    expect(JSON.parse(written('drive.json'))).toMatchObject({ asked: 100 });
    const asked = [0, 1, 2].map(
      (part) => (JSON.parse(written(`part-${part}.json`)) as { asked: number }).asked,
    );
    expect(asked).toEqual([40, 40, 40]);
  });
});
