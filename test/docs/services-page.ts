/**
 * docs/services.md, from what the system knows of itself: settings, headers and READMEs of the services, contracts, the
 * registry of attributes, the catalogue of faults. Who changes one of them writes the page anew: `npm run record-services`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { faultsAsMarkdown } from '@tracewalk/faults';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { type ServiceName, servicesOf, STORIES } from '../../packages/cli/src/up/catalog.ts';
import { heldTo, spanTables } from './span-rows.ts';

export const SERVICES_PAGE = 'docs/services.md';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');

export const servicesPage = (): string =>
  [
    INTRODUCTION,
    '',
    table(['service', 'port', 'reads and writes context as', 'sends spans as', 'in the story'], identities()),
    HOW_TO_READ,
    ...names().map(section),
    ATTRIBUTES,
    '',
    table(['attribute', 'what it says'], registeredAttributes()),
    FAULTS,
    '',
    faultsAsMarkdown(),
  ]
    .map((part) => part.trimEnd())
    .join('\n')
    .replaceAll(/\n+(?=## )/g, '\n\n') + '\n';

const INTRODUCTION = `# Services, spans and attributes

What each service does, which spans it makes, and what they say. This page is made from the services' settings and
READMEs, from \`test/contracts\`, \`packages/telemetry/src/attributes.ts\` and \`packages/faults\`; \`npm run record-services\`
writes it anew, and a test fails when it is out of date.
`;

const HOW_TO_READ = `
## How to read the tables

\`<x>\` in a span's name stands for what differs. Spans that only exist when something fails or is asked for in another
way are here as well. The last column is what a test finds in a trace of that story, here and on a cluster
([contracts](../test/contracts/README.md)): the span, and these values; \`…\` stands for any.

Spans of HTTP, Postgres and \`fetch\` come from OpenTelemetry's instrumentations, all others from the services' own code
([what comes from where](../packages/telemetry/README.md#what-is-in-a-trace-because-of-this-package)). Each span's resource says
\`service.name\`, and what \`services/common.env\` gives to all: ${commonResource()}.
`;

const ATTRIBUTES = `
## Attributes of our own

Semantic conventions come first: \`http.*\`, \`db.*\`, \`messaging.*\`, \`cloudevents.*\`. These are for what they have no name for.
`;

const FAULTS = `
## Faults

Set by \`npx tracewalk fault set <fault>\`, for all requests, a share, or one attendee's; or carried by a request of your own:
[packages/faults](../packages/faults/README.md). "Per request" says whether the latter is possible.
`;

function commonResource(): string {
  const given = parseEnv(read('services/common.env'))['OTEL_RESOURCE_ATTRIBUTES'] ?? '';
  return given
    .split(',')
    .map((pair) => `\`${pair}\``)
    .join(', ');
}

/** In the order of the stories, each service once. */
const names = (): ServiceName[] => [...new Set(STORIES.flatMap((story) => servicesOf([story]).toReversed()))];

const identities = (): string[][] =>
  names().map((name) => {
    const env = parseEnv(read(`services/${name}/.env`));
    const stories = STORIES.filter((story) => servicesOf([story]).includes(name));
    return [
      `[${name}](#${name})`,
      env['PORT'] ?? '',
      env['OTEL_PROPAGATORS']?.replaceAll(',', ', ') ?? '',
      exporter(env),
      stories.join(', '),
    ];
  });

function exporter(env: NodeJS.Dict<string>): string {
  if (env['OTEL_TRACES_EXPORTER'] === 'zipkin') return 'Zipkin JSON';
  return env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc' ? 'OTLP/gRPC' : 'OTLP/HTTP';
}

const section = (name: ServiceName): string =>
  [
    `\n## ${name}\n`,
    `${header(name)}\n`,
    `Settings and routes: [services/${name}](../services/${name}/README.md).\n`,
    ...spanTables(name).flatMap(({ lead, rows }) => [
      ...(lead ? [`${lead}\n`] : []),
      table(
        ['span', 'kind', 'says', 'a test finds'],
        rows.map((row) => [row.span, row.kind, row.says, heldTo(name, row).join('<br>')]),
      ),
    ]),
  ].join('\n');

/** What app.ts says of the service: its first comment, without its name. */
function header(name: string): string {
  const comment = /^\/\*\*\n((?: \*.*\n)+?) \*\//.exec(read(`services/${name}/src/app.ts`))?.[1] ?? '';
  const text = comment
    .replaceAll(/^ \* ?/gm, '')
    .replace(`${name}: `, '')
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The constants of the registry with their comments. */
export function registeredAttributes(): string[][] {
  const REGISTERED = /\/\*\*\s([^]*?)\s\*\/\nexport const \w+ = '([^']+)';/g;
  const file = read('packages/telemetry/src/attributes.ts').replace(/^\/\*\*[^]*?\*\/\n/, '');
  return [...file.matchAll(REGISTERED)].map(([, comment = '', name]) => [
    `\`${name}\``,
    comment.replaceAll(/\s*\n \*\s*/g, ' ').trim(),
  ]);
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
