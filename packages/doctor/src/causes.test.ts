import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES } from './causes.ts';

const folder = import.meta.dirname;
const tests = globSync('*.test.ts', { cwd: folder })
  .filter((file) => file !== 'causes.test.ts')
  .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
  .join('\n');

describe('every diagnosis', () => {
  it('is broken on purpose in a test, which names it', () => {
    const causes = Object.keys(CAUSES);
    const untested = causes.filter((cause) => !tests.includes(`'${cause}'`));
    console.log(
      `doctor: ${causes.length - untested.length} of ${causes.length} diagnoses have a breakage of their own`,
    );
    expect(untested).toEqual([]);
    expect(causes.length).toBeGreaterThanOrEqual(24);
  });

  it('is listed in the README', () => {
    const readme = readFileSync(`${folder}/../README.md`, 'utf8');
    expect(Object.keys(CAUSES).filter((cause) => !readme.includes(`\`${cause}\``))).toEqual([]);
  });
});
