/** The spans of a service: the tables of its README, and what the contracts demand of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import type { Contract, Matcher, RequiredSpan, Story } from '../contracts/contract.ts';
import { CONTRACTS } from '../contracts/contracts.ts';

export interface SpanRow {
  /** The cells of the table, as Markdown. */
  span: string;
  kind: string;
  says: string;
  /** What of the first cell are names. */
  names: string[];
}

interface SpanTable {
  /** The sentence before it, if it has one. */
  lead: string;
  rows: SpanRow[];
}

/** The tables in the section `In its spans` of a service's README. */
export function spanTables(service: string): SpanTable[] {
  const page = readFileSync(join(projectFolder, `services/${service}/README.md`), 'utf8');
  const section = /^## In its spans\n([^]*?)(?=^## )/m.exec(page)?.[1] ?? '';
  const TABLE = /(?:^(.+:)\n\n)?^\| span \| kind \| says \|\n.*\n((?:\|.*\n)+)/gm;
  return [...section.matchAll(TABLE)].map(([, lead = '', rows = '']) => ({
    lead,
    rows: rows.trimEnd().split('\n').map(readRow),
  }));
}

function readRow(line: string): SpanRow {
  const [span = '', kind = '', says = ''] = line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  return { span, kind, says, names: [...span.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name) };
}

interface DemandedSpan extends RequiredSpan {
  readonly story: Story;
  /** From whom its context comes, and how it is written. */
  readonly arrives?: string;
}

/** Every span of a service that some contract demands. */
export const demandedSpans = (service: string): DemandedSpan[] =>
  CONTRACTS.flatMap((contract) =>
    spansOf(contract).map((span) => ({ ...span, story: contract.story })),
  ).filter((span) => span.service === service);

const spansOf = ({ root, edges, spans }: Contract): Omit<DemandedSpan, 'story'>[] => [
  root,
  ...edges.map(({ caller, callee, format, linked }) => ({
    ...callee,
    arrives: `context from ${caller} as ${format}${linked ? ', and a link' : ''}`,
  })),
  ...spans,
];

/** What the contracts demand of a row's spans: a text for each story. */
export function heldTo(service: string, { names, kind }: SpanRow): string[] {
  const demanded = demandedSpans(service).filter(
    (span) => span.kind === kind && names.some((name) => isNamed(span, name)),
  );
  return [...new Set(demanded.map(({ story }) => story))].map((story) => {
    const ofStory = demanded.filter((span) => span.story === story);
    const arrives = new Set(ofStory.flatMap((span) => span.arrives ?? []));
    const found = [...arrives, ...valuesOf(ofStory)].join(', ');
    return found === '' ? story : `${story}: ${found}`;
  });
}

/** Each attribute once, with the values that one or the other span of these has. */
function valuesOf(spans: readonly DemandedSpan[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const [key, matcher] of spans.flatMap(({ attributes = {} }) => Object.entries(attributes)))
    values.set(key, new Set([...(values.get(key) ?? []), ...describe(matcher)]));
  return [...values].map(([key, each]) => `\`${key}=${[...each].join('\\|')}\``);
}

/** Whether the README means this span: `process <trigger>` is the name of many. */
export function isNamed({ name }: RequiredSpan, inReadme: string): boolean {
  if (typeof name !== 'string') return name.test(inReadme);
  const parts = inReadme.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`).test(name);
}

function describe(matcher: Matcher): string[] {
  if (matcher instanceof RegExp) return ['…'];
  return (Array.isArray(matcher) ? matcher : [matcher]).map(String);
}
