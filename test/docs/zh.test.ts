/** The Chinese pages: told in their own words, but what a reader types and what is printed is that of the English page. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { mentionedCommands } from './commands.ts';
import { TUTORIALS } from './pages.ts';

const CHINESE = globSync('docs/zh/**/*.md', { cwd: projectFolder }).toSorted();

const FENCED = /^```\w*\n[^]*?^```$/gm;

const englishOf = (page: string): string =>
  page === 'docs/zh/README.md' ? 'README.md' : page.replace('docs/zh/', 'docs/');

/** What is between the fenced blocks. */
const proseOf = (page: string) => read(page).replaceAll(FENCED, '');

const read = (page: string) => readFileSync(join(projectFolder, page), 'utf8');

/** Each fenced block as it stands, with the word behind its fence. */
const fencedBlocks = (text: string): string[] => text.match(FENCED) ?? [];

const commandsSpokenOf = (page: string): string[] =>
  [...new Set(mentionedCommands(page).map(({ text }) => text))].toSorted();

it('README and every tutorial are there in Chinese', () => {
  expect(CHINESE.map(englishOf)).toEqual(expect.arrayContaining(TUTORIALS));
});

it('fenced blocks are found, each with its kind', () => {
  expect(fencedBlocks('字\n```sh\na\nb\n```\n字 ```c```\n```text\n\n```\n')).toEqual([
    '```sh\na\nb\n```',
    '```text\n\n```',
  ]);
});

describe.each(CHINESE)('%s', (page) => {
  const english = englishOf(page);

  it(`has the blocks of ${english}, in the same order`, () => {
    expect(fencedBlocks(read(page))).toEqual(fencedBlocks(read(english)));
  });

  it(`speaks of the same commands as ${english}`, () => {
    expect(commandsSpokenOf(page)).toEqual(commandsSpokenOf(english));
  });

  it('has a space between Chinese characters and Latin letters or digits', () => {
    expect(proseOf(page).match(/.{0,8}(?:\p{sc=Han}[\w`]|[\w`]\p{sc=Han}).{0,8}/gu) ?? []).toEqual([]);
  });

  it('has Chinese punctuation behind Chinese characters', () => {
    expect(proseOf(page).match(/.{0,8}\p{sc=Han}[,;:?!()].{0,8}/gu) ?? []).toEqual([]);
  });
});
