/** The settings of `tracewalk`: flags before environment (TRACEWALK_*) before tracewalk.yaml before defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { projectFolder } from './project-folder.ts';
import { STORIES } from './up/catalog.ts';

const onOff = z.union([z.boolean(), z.stringbool()], { error: 'expected true or false' });
const endpoint = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' }).optional();
const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  z.array(z.enum(STORIES)).min(1, `expected some of ${STORIES.join(', ')}`),
);

/** Each setting once: its type, its default and what `--help` and `tracewalk config` say of it. */
const schema = z.object({
  processes: onOff.default(false).describe('a process for each service, instead of one for all'),
  only: list.default([...STORIES]).describe(`only these stories: ${STORIES.join(', ')}`),
  load: onOff.default(true).describe('no gentle trickle of requests'),
  portOffset: z.coerce.number().int().min(0).max(40_000).default(0).describe('added to every port'),
  data: z
    .string()
    .default(resolve(projectFolder, '.tracewalk'))
    .describe('folder for the database and the logs'),
  faults: z
    .string()
    .default(resolve(projectFolder, 'faults/flags.json'))
    .describe('the file that says which faults are set'),
  keepTraces: onOff.default(false).describe('traces outlive a restart: they are kept in the data folder'),
  otlpEndpoint: endpoint.describe('send OTLP here, not to the local backend, e.g. http://127.0.0.1:4318'),
  otlpGrpcEndpoint: endpoint.describe('send OTLP/gRPC here; else the host of --otlp-endpoint, port 4317'),
  zipkinEndpoint: endpoint.describe('send Zipkin spans here, e.g. http://127.0.0.1:9411/api/v2/spans'),
  queryUrl: endpoint.describe('the Jaeger-compatible API that `tracewalk trace` reads, shown as a link'),
  json: onOff.default(false).describe('one JSON object a line, for machines'),
});

export type Settings = z.output<typeof schema>;
export type SettingName = keyof Settings;

export interface Setting {
  name: SettingName;
  value: Settings[SettingName];
  /** Where the value came from, as a person would say it. */
  source: string;
}

const settingNames = Object.keys(schema.shape) as SettingName[];
export const environmentName = (name: SettingName): string =>
  `TRACEWALK_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
export const flagName = (name: SettingName): string =>
  name === 'load' ? '--no-load' : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What the value of a flag is called in the help; a flag without one is a switch. */
const VALUES: Partial<Record<SettingName, string>> = {
  only: '<story,...>',
  portOffset: '<n>',
  data: '<dir>',
  faults: '<file>',
  otlpEndpoint: '<url>',
  otlpGrpcEndpoint: '<url>',
  zipkinEndpoint: '<url>',
  queryUrl: '<url>',
};

/** Gives a command one flag for each setting, or for those that it has. */
export function addSettingOptions(command: Command, names = settingNames): Command {
  for (const name of names) {
    const description = `${schema.shape[name].description} [${environmentName(name)}]`;
    command.addOption(new Option([flagName(name), VALUES[name]].filter(Boolean).join(' '), description));
  }
  return command;
}

/** @throws one error that names every wrong setting and where it was set. */
export function readSettings(
  flags: Partial<Record<SettingName, unknown>>,
  env: NodeJS.ProcessEnv = process.env,
  folder = process.cwd(),
): { settings: Settings; origins: Setting[] } {
  const file = resolve(folder, 'tracewalk.yaml');
  const yaml = readYaml(file);
  const given: Partial<Record<SettingName, unknown>> = {};
  const source = {} as Record<SettingName, string>;
  for (const name of settingNames) {
    const variable = env[environmentName(name)];
    // Commander says `load: true` also where nobody passed --no-load.
    const flag = name === 'load' && flags[name] === true ? undefined : flags[name];
    if (flag !== undefined) [given[name], source[name]] = [flag, flagName(name)];
    else if (variable) [given[name], source[name]] = [variable, environmentName(name)];
    else if (yaml[name] !== undefined) [given[name], source[name]] = [yaml[name], file];
    else source[name] = 'default';
  }
  const result = schema.safeParse(given);
  if (!result.success) {
    const wrong = result.error.issues.map(({ path, message }) => {
      const name = path[0] as SettingName;
      return `${name} (from ${source[name]}): ${message}`;
    });
    throw new Error(`Cannot read the settings: ${wrong.join('. ')}`);
  }
  const { data, faults } = result.data;
  const settings = { ...result.data, data: resolve(folder, data), faults: resolve(folder, faults) };
  if (source.faults !== 'default' && !existsSync(settings.faults))
    throw new Error(
      `Cannot read the settings: faults (from ${source.faults}): there is no file ${settings.faults}`,
    );
  const origins = settingNames.map((name) => ({ name, value: settings[name], source: source[name] }));
  return { settings, origins };
}

function parseFile(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function readYaml(file: string): Partial<Record<string, unknown>> {
  if (!existsSync(file)) return {};
  const content = parseFile(file) ?? {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Error(`Cannot read ${file}: expected settings as "name: value"`);
  }
  const unknown = Object.keys(content).filter((name) => !settingNames.includes(name as SettingName));
  if (unknown.length > 0) {
    throw new Error(
      `Cannot read ${file}: there is no setting ${unknown.join(', ')}. There are ${settingNames.join(', ')}`,
    );
  }
  return content;
}
