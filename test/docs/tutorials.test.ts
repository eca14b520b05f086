/**
 * README and tutorials: every command runs as it stands, one after the other, and prints what the page says that it prints.
 * One reader with one system goes through all pages.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFaults, parseFlags } from '@tracewalk/faults';
import { blocksIn, type CommandBlock, missingLine } from './commands.ts';
import { reasonNotToRun } from './not-run.ts';
import { TUTORIALS } from './pages.ts';
import { Reader } from './reader.ts';

/** Spans arrive a moment after what they are about, and a due run comes when it comes: who only looks may look again. */
const ONLY_LOOKS = /^(npx tracewalk trace|curl -s '?http:\/\/127\.0\.0\.1:16686)/;
const LOOKS_FOR_MS = 60_000;
/** What a service answers that refuses; curl ends with 0 all the same. */
const PROBLEM = /"status":[45]\d\d,"detail":"[^"]*"/;

const blocks = (page: string) =>
  blocksIn(page)
    .map((block) => ({ ...block, commands: block.commands.filter(({ text }) => !reasonNotToRun(text)) }))
    .filter(({ commands }) => commands.length > 0)
    .map((block) => ({ ...block, line: block.commands[0]?.line, first: block.commands[0]?.text }));

describe('the commands of', { timeout: 120_000 }, () => {
  let reader: Reader;

  beforeAll(async () => {
    reader = new Reader();
    await reader.system.started();
    for (const story of ['request', 'job', 'event'])
      await reader.system.until(`trace of the story ${story}`, (message) => message.story === story, 60_000);
  }, 120_000);
  afterAll(() => reader.leave());

  describe.each(TUTORIALS)('%s', (page) => {
    it('are found', () => {
      expect(blocks(page)).not.toEqual([]);
    });

    it.each(blocks(page))('line $line: $first', async (block) => {
      const deadline = Date.now() + LOOKS_FOR_MS;
      let result = await read(block);
      while (result !== undefined && onlyLooks(block) && Date.now() < deadline) result = await read(block);
      expect(result).toBeUndefined();
    });

    it('leave no fault set', () => {
      const faults = listFaults(parseFlags(readFileSync(reader.faults, 'utf8')));
      expect(faults.filter(({ isSet }) => isSet).map(({ name }) => name)).toEqual([]);
    });
  });

  /** What is wrong; undefined when all is as the page says. */
  async function read({ commands, prints }: CommandBlock): Promise<string | undefined> {
    let printed = '';
    for (const { text, line } of commands) {
      const { code, said, complained } = await reader.run(text);
      if (code !== 0) return `Line ${line} ends with ${code}: ${complained || said}`;
      const [problem] = PROBLEM.exec(said) ?? [];
      if (problem) return `Line ${line} is answered with ${problem}`;
      printed += said;
    }
    const missing = missingLine(prints, printed);
    return missing === undefined
      ? undefined
      : `"${missing}" is not printed, or not there. Printed:\n${printed}`;
  }
});

const onlyLooks = ({ commands }: CommandBlock) => commands.every(({ text }) => ONLY_LOOKS.test(text));
