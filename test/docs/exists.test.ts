/**
 * Commands that no test of the docs runs, and those that a sentence speaks of, exist: scripts, sub-commands, options,
 * profiles, files.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { runCommand } from '../../packages/cli/src/run-command.ts';
import { commandsIn, mentionedCommands } from './commands.ts';
import { NOT_RUN } from './not-run.ts';
import { GUIDES } from './pages.ts';

/** No scripts of ours. */
const NPMS_OWN = ['ci', 'install'];
/** Files that somebody makes who follows the page, and folders of a cluster's pod. */
const NOT_OURS = /^(\/|lab-work\/)|\$/;

const all = GUIDES.flatMap((page) =>
  [...commandsIn(page), ...mentionedCommands(page)].map(({ text }) => text),
);
const commands = [...new Set(all.flatMap((text) => text.split(/ && | \| |; /)).map(withoutSettings))];

const startingWith = (...beginnings: string[]) =>
  commands
    .filter((text) => beginnings.some((each) => text === each || text.startsWith(`${each} `)))
    .toSorted();

describe('npm', () => {
  const { scripts } = readJson('package.json') as { scripts: Record<string, string> };

  /** Services that a page lets the reader make. */
  const made = new Set(commands.flatMap((text) => /^npm run new service (\S+)$/.exec(text)?.[1] ?? []));

  it.each(startingWith('npm'))('knows %s', (text) => {
    const [, first = '', second = ''] = text.split(' ');
    const service = /(?:-w|--workspace)[ =]@tracewalk\/(\S+)/.exec(text)?.[1];
    const known = service === undefined ? scripts : scriptsOf(made.has(service) ? 'coinflip' : service);
    expect([...NPMS_OWN, ...Object.keys(known)]).toContain(first === 'run' ? second : first);
  });

  it.each(startingWith('npm start --'))('has the options of: %s', async (text) => {
    const config = runCommand(['config', ...text.replace('npm start -- ', '').split(' ')]);
    expect({ code: await config.exitCode, said: config.said() }).toEqual({
      code: 0,
      said: expect.any(String),
    });
  });
});

describe('tracewalk', { timeout: 60_000 }, () => {
  const help = new Map<string, Promise<string>>();

  /** What a sub-command says of itself; asked once. */
  const helpOf = async (words: readonly string[]): Promise<string> => {
    const key = words.join(' ');
    const said =
      help.get(key) ??
      Promise.resolve(runCommand([...words, '--help'])).then(async (command) => {
        await command.exitCode;
        return command.said();
      });
    help.set(key, said);
    return said;
  };

  it.each(startingWith('npx tracewalk'))('knows %s', async (text) => {
    const words = text.split(/\s+/).slice(2);
    const given = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
    const command: string[] = [];
    for (const word of words) {
      if (!new RegExp(`^  ${word}\\b`, 'm').test(commandsOf(await helpOf(command)))) break;
      command.push(word);
    }
    expect(command, 'a sub-command').not.toEqual([]);
    const said = await helpOf(command);
    expect(said, 'a group of commands needs one of them').not.toMatch(
      command.length < words.length ? /^Commands:/m : /^$/,
    );
    for (const option of given) expect(said).toMatch(new RegExp(`${option}(?=[ ,\\n])`));
  });
});

describe('Kubernetes', () => {
  const { profiles } = parse(readFileSync(join(projectFolder, 'skaffold.yaml'), 'utf8')) as {
    profiles: readonly { name: string }[];
  };
  const names = profiles.map(({ name }) => name);

  it.each(startingWith('skaffold'))('has the profiles of: %s', (text) => {
    const wanted = [...text.matchAll(/(?:-p|--profile)[ =](\S+)/g)].flatMap(([, list = '']) =>
      list.split(','),
    );
    expect(names).toEqual(expect.arrayContaining(wanted.filter((name) => !/[<…]/.test(name))));
  });
});

it('the files exist that a command names', () => {
  const files = commands
    .flatMap((text) => text.split(/[\s'"]+/))
    .filter((word) => /^[\w.-]+\/[\w./-]+$/.test(word));
  const ours = files.filter(
    (file) => /^(docs|faults|k8s|labs|packages|services|test)\//.test(file) && !NOT_OURS.test(file),
  );
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter((file) => !existsSync(join(projectFolder, file)))).toEqual([]);
});

it.each(NOT_RUN)('$command is still needed: $why', ({ command }) => {
  expect(all.filter((text) => command.test(text))).not.toEqual([]);
});

/** `OTEL_TRACES_EXPORTER=none npm start` and `cd x; npm start  # words`. */
function withoutSettings(text: string): string {
  return text
    .trim()
    .replace(/^(\w+=\S+ )+/, '')
    .replace(/\s+#.*$/, '')
    .replace(/\s*[>&].*$/, '');
}

/** The part of a help text that lists commands. */
const commandsOf = (help: string): string => /^Commands:\n((?: .*\n?)*)/m.exec(help)?.[1] ?? '';

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(projectFolder, file), 'utf8'));
}

function scriptsOf(name: string): Record<string, string> {
  const folder = ['services', 'packages'].find((each) => existsSync(join(projectFolder, each, name)));
  return (readJson(`${folder}/${name}/package.json`) as { scripts: Record<string, string> }).scripts;
}
