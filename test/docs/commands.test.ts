import { describe, expect, it } from 'vitest';
import { blocksOf, missingLine } from './commands.ts';

describe('the blocks of a page', () => {
  it('are commands, a line each, with what is printed after the last of them', () => {
    const page =
      '# A\n\n```sh\n# words\na 1 \\\n  2\nb\n```\n\nSo:\n\n```text\none\n\n two\n```\n\n```sh\nc\n```\n';
    expect(blocksOf(page)).toEqual([
      {
        commands: [
          { text: 'a 1 2', line: 6 },
          { text: 'b', line: 7 },
        ],
        prints: ['one', 'two'],
      },
      { commands: [{ text: 'c', line: 19 }], prints: [] },
    ]);
  });

  it('print nothing that stands after another block', () => {
    expect(blocksOf('```sh\na\n```\n```\nb\n```\n```text\nc\n```\n')[0]?.prints).toEqual([]);
  });
});

describe('what is printed', () => {
  const printed = 'trace 0af7  today\nfrontend  GET /api/x  12 ms\nuser      └─ GET /users/:id  3 ms\n';

  it.each([
    [['trace …'], undefined],
    [['frontend …GET /api/x', 'user …GET /users/:id'], undefined],
    [['GET /users/:id', 'GET /api/x'], 'GET /api/x'],
    [['frontend', 'frontend'], 'frontend'],
    [['GET /users/.id'], 'GET /users/.id'],
    [['frontend …GET /users/:id'], 'frontend …GET /users/:id'],
  ])('%j: %s is missing', (wanted, missing) => {
    expect(missingLine(wanted, printed)).toBe(missing);
  });
});
