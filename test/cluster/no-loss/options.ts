/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { PARTS, type PartName } from './workloads.ts';

export interface Options {
  readonly traces: number;
  readonly away: number;
  readonly rate: number;
  readonly patience: number;
  readonly parts: readonly PartName[];
  /** Whether the parts were named, so that each has to be there. */
  readonly named: boolean;
  readonly queryUrl?: string;
  readonly image?: string;
}

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      traces: { type: 'string', default: '2000' },
      away: { type: 'string', default: '120' },
      rate: { type: 'string', default: '10' },
      patience: { type: 'string', default: '180' },
      parts: { type: 'string' },
      'query-url': { type: 'string' },
      image: { type: 'string' },
    },
  });
  const parts = values.parts?.split(',') ?? [...PARTS];
  const unknown = parts.find((part) => !isPart(part));
  if (unknown !== undefined)
    throw new Error(`Cannot take away '${unknown}': the parts are ${PARTS.join(', ')}`);
  return {
    traces: atLeast(1, 'traces', values.traces),
    away: atLeast(0, 'away', values.away),
    rate: atLeast(0.1, 'rate', values.rate),
    patience: atLeast(1, 'patience', values.patience),
    parts: parts.filter(isPart),
    named: values.parts !== undefined,
    queryUrl: values['query-url'],
    image: values.image,
  };
}

const isPart = (part: string): part is PartName => (PARTS as readonly string[]).includes(part);

function atLeast(least: number, option: string, value: string): number {
  const number = Number(value);
  if (!(number >= least)) throw new Error(`Cannot use --${option} ${value}: give a number from ${least} on`);
  return number;
}
