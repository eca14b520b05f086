/** The commands of a page of the docs, as a reader would copy them, and what the page says that they print. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';

export interface DocumentedCommand {
  text: string;
  /** In the page. */
  line: number;
}

/** A block that is marked `sh`. */
export interface CommandBlock {
  /** One a line; a line that ends with a backslash goes on in the next. */
  commands: DocumentedCommand[];
  /** The lines of the block after it, if that is marked `text`: `…` stands for anything. */
  prints: string[];
}

const read = (page: string): string => readFileSync(join(projectFolder, page), 'utf8');

export const blocksIn = (page: string): CommandBlock[] => blocksOf(read(page));

/** Begins and ends at the same depth. */
const FENCED = /^( *)```(\w*)\n([^]*?)^\1```$/gm;

export function blocksOf(markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  let before: CommandBlock | undefined;
  for (const { index, 2: language, 3: body = '' } of markdown.matchAll(FENCED)) {
    // Only the very next block says what was printed.
    if (language === 'text' && before) before.prints = linesOf(body);
    before = undefined;
    if (language === 'sh') {
      before = { commands: commandsOf(body, markdown.slice(0, index).split('\n').length + 1), prints: [] };
      blocks.push(before);
    }
  }
  return blocks;
}

const linesOf = (body: string): string[] =>
  body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function commandsOf(body: string, firstLine: number): DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let begun = '';
  for (const [index, line] of body.split('\n').entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    begun += line.trim();
    if (begun.endsWith('\\')) begun = begun.slice(0, -1);
    else {
      commands.push({ text: begun, line: firstLine + index });
      begun = '';
    }
  }
  return commands;
}

export const commandsIn = (page: string): DocumentedCommand[] =>
  blocksIn(page).flatMap(({ commands }) => commands);

/** Those that a sentence or a table speaks of: `npm …`, `npx tracewalk …`, `skaffold …` between backticks. */
export function mentionedCommands(page: string): DocumentedCommand[] {
  return read(page)
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/`((?:npm|npx tracewalk|skaffold) [^`]+)`/g)].map(([, text = '']) => ({
        text,
        line: index + 1,
      })),
    );
}

/** The first of the lines that was not printed, each somewhere after the one before; undefined when all were. */
export function missingLine(prints: readonly string[], printed: string): string | undefined {
  const lines = printed.split(/\r?\n/);
  let from = 0;
  return prints.find((wanted) => {
    const parts = wanted.split('…').map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const found = lines.findIndex((line, index) => index >= from && new RegExp(parts.join('.*')).test(line));
    from = found + 1;
    return found === -1;
  });
}
