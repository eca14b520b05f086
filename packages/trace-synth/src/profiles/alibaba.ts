/** Alibaba's microservices: few calls a trace, most of them to a cache, with a long tail of response times. */
import { defineTopology } from '../topology/parse-topology.ts';
import type { TopologyInput } from '../topology/topology.ts';
import { callsOf, siblings } from './measures.ts';
import type { Profile } from './profile.ts';
import { structureRows } from './structure-rows.ts';
import type { Shape } from '../shape/shape.ts';

const APPLICATIONS = 40;

/** The first call of a trace is HTTP: of 6.2 calls that is 16 %, which leaves 7 % of HTTP among the others. */
const MIX = { memcached: 43, rpc: 24, http: 7, db: 10, mq: 0.1 };

const nameOf = (index: number) => `app-${String(index + 1).padStart(3, '0')}`;

function applications(): {
  services: TopologyInput['services'];
  callees: { service: string; operation: string; weight: number }[];
} {
  const numbers = Array.from({ length: APPLICATIONS }, (_, index) => index);
  const popularity = numbers.map((index) => (index + 1) ** -0.7);
  const total = popularity.reduce((sum, each) => sum + each, 0);
  const services = numbers.map((index): [string, TopologyInput['services'][string]] => [
    nameOf(index),
    {
      language: 'java',
      instances: 3,
      operations: {
        http: { name: 'GET /api', kind: 'SERVER', type: 'http', self: SERVER_SELF },
        rpc: { name: `com.example.App${index + 1}/query`, kind: 'SERVER', type: 'rpc', system: 'dubbo', self: SERVER_SELF },
        mq: { name: `process topic-${index + 1}`, kind: 'CONSUMER', type: 'messaging', system: 'rocketmq', self: SERVER_SELF, link: { to: 'parent' } },
      },
    },
  ]); // prettier-ignore
  const stores = numbers.map((index): [string, TopologyInput['services'][string]] => [
    `${nameOf(index)}-store`,
    {
      operations: {
        memcached: { name: 'get', kind: 'CLIENT', type: 'db', system: 'memcached', peer: `cache-${index + 1}`, self: CACHE_SELF },
        db: { name: 'SELECT items', kind: 'CLIENT', type: 'db', system: 'mysql', peer: `mysql-${index + 1}`, self: DATABASE_SELF },
      },
    },
  ]); // prettier-ignore
  const callees = numbers.flatMap((index) =>
    Object.entries(MIX).map(([kind, weight]) => ({
      service: kind === 'memcached' || kind === 'db' ? `${nameOf(index)}-store` : nameOf(index),
      operation: kind,
      weight: (weight * (popularity[index] ?? 0)) / total,
    })),
  );
  return { services: Object.fromEntries([...services, ...stores]), callees };
}

/** Own times, fitted so that the response times of all calls together have the published quantiles. */
const SERVER_SELF = {
  min: '40us',
  p25: '200us',
  p50: '600us',
  p75: '2.2ms',
  p90: '5ms',
  p95: '9ms',
  p99: '38ms',
  'p99.9': '400ms',
  max: '1.1s',
};
const CACHE_SELF = {
  min: '100us',
  p25: '300us',
  p50: '500us',
  p75: '950us',
  p90: '1.9ms',
  p95: '3.2ms',
  p99: '16ms',
  'p99.9': '220ms',
  max: '700ms',
};
const DATABASE_SELF = {
  min: '200us',
  p50: '1.2ms',
  p75: '3ms',
  p90: '7ms',
  p95: '12ms',
  p99: '60ms',
  'p99.9': '350ms',
  max: '900ms',
};

const MILLISECOND = 1e6;

function kindsOfCalls(shape: Shape): string[] {
  return callsOf(shape).map(({ span }) => {
    const get = (name: string) => span.attributes.find(([key]) => key === name)?.[1];
    if (span.kind === 'PRODUCER') return 'mq';
    if (get('rpc.method') !== undefined) return 'rpc';
    if (get('http.request.method') !== undefined) return 'http';
    return get('db.system.name') === 'memcached' ? 'memcached' : 'db';
  });
}

/** A sibling is parallel when it runs while another one of the same caller does. */
const orders = (shape: Shape): string[] =>
  siblings(shape).flatMap((group) =>
    group.map(({ span }) =>
      group.some(
        ({ span: other }) =>
          other !== span &&
          other.start < span.start + span.duration &&
          span.start < other.start + other.duration,
      )
        ? 'parallel'
        : 'sequential',
    ),
  );

/** A call is repeated when its caller has called the same before. */
function repeats(shape: Shape): string[] {
  const seen = new Set<string>();
  return callsOf(shape).map(({ by, target }) => {
    const key = `${by} ${target}`;
    if (seen.has(key)) return 'repeated';
    seen.add(key);
    return 'first';
  });
}

export const alibaba: Profile = {
  name: 'alibaba',
  about: 'Few calls a trace, most to a cache; response times from 1 ms (half) to 645 ms (one in a thousand)',
  source:
    'Alibaba cluster traces of microservices, 2021 and 2022 (github.com/alibaba/clusterdata), as quoted by secondary sources.',
  assumptions: [
    'A call is the root, or a CLIENT or PRODUCER span; its response time is what its caller sees.',
    'The distribution of calls a trace around the published mean; who calls whom; names.',
    'Published kinds add up to 100.1 %; HTTP counts the call from outside.',
  ],
  figures: [
    {
      kind: 'distribution',
      name: 'response time',
      unit: 'ms',
      published: [[1, 0.5], [10, 0.9], [25, 0.95], [117, 0.99], [645, 0.999]],
      scale: 'log',
      measure: (shape) => callsOf(shape).map(({ span }) => span.duration / MILLISECOND),
    }, // prettier-ignore
    { kind: 'mean', name: 'calls', published: 6.2, measure: (shape) => [callsOf(shape).length] },
    {
      kind: 'shares',
      name: 'calls by kind',
      published: { memcached: 0.43, rpc: 0.24, http: 0.23, db: 0.1, mq: 0.001 },
      measure: kindsOfCalls,
    },
    { kind: 'shares', name: 'siblings', published: { sequential: 0.845, parallel: 0.155 }, measure: orders },
    { kind: 'shares', name: 'repeated calls', published: { repeated: 0.162 }, measure: repeats },
  ],
  topology: () => {
    const { services, callees } = applications();
    const sizes = [[1, 0.3], [3, 0.6], [8, 0.855], [20, 0.957], [60, 0.992], [250, 1]] as const; // prettier-ignore
    const rows = structureRows({
      size: sizes,
      depth: [[1, 0.5], [9, 1]],
      width: [[1, 0.3], [300, 1]],
      services: [[1, 1], [2, 1]],
    }); // prettier-ignore
    return defineTopology({
      version: 1,
      name: 'alibaba',
      about: alibaba.about,
      services,
      starts: callees.filter(({ operation }) => operation === 'http'),
      statistics: { unit: 'call', traces: rows, callees, parallel: 0.155, repeated: 0.19 },
    });
  },
};
