import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArrivals } from './replay.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracewalk-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: string): string {
  const file = join(folder, 'arrivals.csv');
  writeFileSync(file, content);
  return file;
}

describe('readArrivals()', () => {
  it.each([
    ['seconds', '3\n4.5\n5\n'],
    ['seconds since 1970, in any order', '1700000002\n1700000000\n1700000001.5\n'],
    ['milliseconds since 1970', '1700000000000\r\n1700000001500\r\n1700000002000\r\n'],
    ['ISO 8601', '2026-01-01T00:00:00Z\n2026-01-01T00:00:01.500Z\n2026-01-01T01:00:02+01:00\n'],
    ['a heading, comments, more columns', 'time,path\n# morning\n"10",/a\n11.5\t/b\n\n12 /c\n'],
  ])('reads %s as seconds from the first', (_what, content) => {
    expect(readArrivals(fileWith(content), 1)).toEqual([0, 1.5, 2]);
  });

  it('goes faster on request', () => {
    expect(readArrivals(fileWith('0\n10\n'), 10)).toEqual([0, 1]);
  });

  it.each([
    ['is no file', () => join(folder, 'none.csv'), /^Cannot read arrival times from .*none\.csv: ENOENT/],
    ['is a folder', () => folder, /EISDIR/],
    ['is empty', () => fileWith('# nothing\n'), /there is none in it$/],
    [
      'has a line that is no time',
      () => fileWith('1\nsoon\n'),
      /line 2 begins with 'soon', which is no time/,
    ],
  ])('refuses what %s', (_what, file, message) => {
    expect(() => readArrivals(file(), 1)).toThrow(message);
  });
});
