/** What backends and pages find hard: very deep, very wide, very large. */
import { defineTopology } from '../topology/parse-topology.ts';
import { madeUpServices } from './made-up-services.ts';
import type { Profile } from './profile.ts';
import type { Row } from './structure-rows.ts';

/** Values at even steps of the logarithm. */
const steps = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, step) => Math.round(from * (to / from) ** (step / (count - 1))));

interface Extreme {
  readonly name: string;
  readonly about: string;
  readonly source?: string;
  readonly rows: readonly Row[];
  readonly services: number;
  readonly parallel: number;
  readonly self: Record<string, string>;
  readonly maxSpans?: number;
}

const extreme = ({
  name,
  about,
  source,
  rows,
  services: count,
  parallel,
  self,
  maxSpans,
}: Extreme): Profile => ({
  name,
  about,
  source: source ?? 'Made up.',
  assumptions: ['All of it, but for what the source says.'],
  figures: [],
  topology: () => {
    const { services, callees } = madeUpServices(name, count, self);
    const starts = callees.slice(0, 3).map(({ service, operation }) => ({ service, operation }));
    const statistics = { unit: 'span', traces: [...rows], callees, parallel, repeated: 0.6 };
    return defineTopology({ version: 1, name, about, maxSpans, services, starts, statistics });
  },
});

export const deep = extreme({
  name: 'deep',
  about: 'Chains of 100 to 2,000 levels, three spans wide at most',
  rows: steps(100, 2_000, 50).map((depth): Row => [depth + 3 + Math.floor(depth / 5), depth, 3, 20]),
  services: 20,
  parallel: 0.1,
  self: { min: '10us', p50: '100us', p99: '2ms' },
});

export const wide = extreme({
  name: 'wide',
  about: 'One caller, 500 to 20,000 calls on a level',
  rows: steps(500, 20_000, 40).map((width): Row => [width + Math.floor(width / 10) + 2, 2, width, 30]),
  services: 30,
  parallel: 0.9,
  self: { min: '50us', p50: '1ms', p99: '30ms' },
});

export const giant = extreme({
  name: 'giant',
  about: 'Single traces of 50,000 to a million spans; take them one at a time',
  source: 'The largest trace that Meta reports has 1.7 million spans (USENIX ATC 2023).',
  rows: steps(50_000, 1_000_000, 9).map((size): Row => [size, 12, Math.floor(size / 3), 200]),
  services: 200,
  parallel: 0.8,
  self: { min: '10us', p50: '300us', p99: '10ms' },
  maxSpans: 1_000_000,
});
