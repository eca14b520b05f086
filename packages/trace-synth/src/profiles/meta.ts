/** Three workloads of Meta, by the structure of their traces. */
import { defineTopology } from '../topology/parse-topology.ts';
import type { Figure } from './figures.ts';
import { madeUpServices } from './made-up-services.ts';
import { depthOf, servicesOf, sizeOf, widthOf } from './measures.ts';
import type { Profile } from './profile.ts';
import { structureRows, type Cdf, type StructureTargets } from './structure-rows.ts';

const SOURCE =
  'Huye, Shkuro, Sambasivan: "Lifting the veil on Meta\'s microservice architecture", USENIX ATC 2023. Read off the ' +
  'plots of the published notebook (github.com/facebookresearch/distributed_traces), give or take a few points.';

const ASSUMPTIONS = [
  'One span for each block of the source.',
  'Depth counts the levels below the root, width the spans on the widest level.',
  'Sizes above the 90th percentile: the source publishes one maximum for all workloads, 1.7 million spans (see giant).',
  'How size, depth, width and services go together: by rank, with some noise.',
  'Times, failures, names of services, and which siblings run together.',
];

interface Workload {
  readonly name: string;
  readonly about: string;
  readonly services: number;
  readonly parallel: number;
  readonly published: {
    readonly size: Cdf;
    readonly depth: Cdf;
    readonly width: Cdf;
    readonly services: Cdf;
  };
  /** What is drawn from: the published points, and what has to be added to them. */
  readonly targets: StructureTargets;
}

const ADS: Workload = {
  name: 'meta-ads',
  about: 'Small traces with a heavy tail: half have 3 spans or fewer, a tenth more than 130',
  services: 120,
  parallel: 0.5,
  published: {
    size: [[1, 0.26], [3, 0.5], [130, 0.9]],
    depth: [[2, 0.64], [4, 0.86], [19, 1]],
    width: [[1, 0.54]],
    services: [[2, 0.5]],
  }, // prettier-ignore
  targets: {
    size: [[1, 0.26], [3, 0.5], [130, 0.9], [2_000, 0.99], [20_000, 1]],
    depth: [[1, 0.5], [2, 0.64], [4, 0.86], [19, 1]],
    width: [[1, 0.54], [100, 0.92], [10_000, 1]],
    services: [[1, 0.34], [2, 0.5], [12, 0.9], [80, 1]],
  }, // prettier-ignore
};

const FETCH: Workload = {
  name: 'meta-fetch',
  about: 'Large and wide: half have 1,000 spans or more, 500 of them on one level',
  services: 200,
  parallel: 0.7,
  published: {
    size: [[1, 0.08], [1_000, 0.5], [5_000, 0.9]],
    depth: [[2, 0.13], [4, 0.7], [9, 1]],
    width: [[1, 0.08], [500, 0.5]],
    services: [[13, 0.5]],
  }, // prettier-ignore
  targets: {
    // Fewer traces of 2 to 30 spans than the straight line has: they would have to be deeper than they are large.
    size: [[1, 0.08], [2, 0.088], [3, 0.105], [4, 0.125], [10, 0.19], [30, 0.275], [1_000, 0.5], [5_000, 0.9], [20_000, 1]],
    depth: [[1, 0.1], [2, 0.13], [4, 0.7], [9, 1]],
    width: [[1, 0.08], [500, 0.5], [3_000, 0.9], [14_000, 1]],
    services: [[1, 0.08], [13, 0.5], [60, 0.9], [150, 1]],
  }, // prettier-ignore
};

const RAAS: Workload = {
  name: 'meta-raas',
  about: 'Ranking as a service: two extremes, half have 7 spans or fewer, a tenth more than 4,000',
  services: 80,
  parallel: 0.5,
  published: {
    size: [[1, 0.13], [7, 0.5], [4_000, 0.9]],
    depth: [[2, 0.7], [4, 0.99], [9, 1]],
    width: [[1, 0.41]],
    services: [[2, 0.5]],
  }, // prettier-ignore
  targets: {
    size: [[1, 0.13], [7, 0.5], [4_000, 0.9], [12_000, 1]],
    depth: [[1, 0.4], [2, 0.7], [4, 0.99], [9, 1]],
    width: [[1, 0.41], [3_000, 0.9], [10_000, 1]],
    services: [[1, 0.2], [2, 0.5], [10, 0.9], [40, 1]],
  }, // prettier-ignore
};

function figures({ size, depth, width, services }: Workload['published']): Figure[] {
  return [
    { kind: 'distribution', name: 'size', unit: 'spans', published: size, scale: 'log', measure: (shape) => [sizeOf(shape)] },
    { kind: 'distribution', name: 'depth', unit: 'levels', published: depth, scale: 'linear', measure: (shape) => [depthOf(shape)] },
    { kind: 'distribution', name: 'width', unit: 'spans', published: width, scale: 'log', measure: (shape) => [widthOf(shape)] },
    { kind: 'distribution', name: 'services', unit: 'services', published: services, scale: 'log', measure: (shape) => [servicesOf(shape)] },
  ]; // prettier-ignore
}

function workloadProfile(workload: Workload): Profile {
  const { name, about, published, targets, parallel } = workload;
  const self = { min: '20us', p50: '400us', p90: '4ms', p99: '40ms', max: '400ms' };
  return {
    name,
    about,
    source: SOURCE,
    assumptions: ASSUMPTIONS,
    figures: figures(published),
    topology: () => {
      const { services, callees } = madeUpServices(name.replace('meta-', ''), workload.services, self);
      return defineTopology({
        version: 1,
        name,
        about,
        services,
        starts: callees
          .slice(0, 10)
          .map(({ service, operation, weight }) => ({ service, operation, weight })),
        statistics: { unit: 'span', traces: structureRows(targets), callees, parallel, repeated: 0.5 },
      });
    },
  };
}

export const metaAds = workloadProfile(ADS);
export const metaFetch = workloadProfile(FETCH);
export const metaRaas = workloadProfile(RAAS);
