import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseLab, findLabs, readHints, readSolution, readTask } from './find-labs.ts';

const labs = await findLabs(join(import.meta.dirname, '../../../labs'));

describe.each(labs.map((lab) => [lab.name, lab] as const))('%s', (_, lab) => {
  it('has a story, a task, three hints and a solution', () => {
    expect(readTask(lab)).toMatch(/^## Story\n[^]+\n## Task\n/);
    expect(readHints(lab)).toHaveLength(3);
    expect(readHints(lab).every((hint) => hint.length > 20)).toBe(true);
    expect(readSolution(lab).length).toBeGreaterThan(200);
  });

  it('tells how to check it, and has a program exactly when it has code', () => {
    expect(readTask(lab)).toContain(`npx tracewalk lab check ${lab.name.slice(0, 2)}`);
    expect(existsSync(join(lab.folder, 'start'))).toBe(lab.program !== undefined);
  });
});

describe('chooseLab()', () => {
  it.each(['2', '02', '02-slow-hop', 'slow-hop'])('finds it by %s', (wanted) => {
    expect(chooseLab(labs, wanted).name).toBe('02-slow-hop');
  });

  it('says where to look when there is none', () => {
    expect(() => chooseLab(labs, '99')).toThrow('Cannot find lab 99: `tracewalk lab list` shows all');
  });
});

it('labs/README.md lists every lab by its title', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../labs/README.md'), 'utf8');
  for (const { name, title } of labs) expect(page).toContain(`](${name}/README.md) | ${title} |`);
});
