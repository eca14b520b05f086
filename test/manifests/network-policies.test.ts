/** The component network-policies allows every call that the system makes, and no other. */
import { parseEnv } from 'node:util';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOPS } from '../system/hops.ts';
import { SERVICES } from '../system/identities.ts';
import { buildText, parseObjects } from './build.ts';
import { configuredCalls, type Workload, workloadsOf } from './calls.ts';
import { combinations, componentsOf, ROOT } from './combinations.ts';
import { Network, OUTSIDE, type Peer } from './network-policy.ts';
import type { KubeObject } from './object.ts';

const EVERYTHING = 'tests/network-policies-everything';
const combined = combinations.filter((combination) => componentsOf(combination).has('network-policies'));

const built = new Map<string, KubeObject[]>();
let network: Network;
let pods: Map<string, Workload>;

beforeAll(async () => {
  await Promise.all(
    combined.map(async (combination) => built.set(combination, parseObjects(await buildText(combination)))),
  );
  const objects = built.get(EVERYTHING) ?? [];
  network = new Network(objects);
  pods = new Map(workloadsOf(objects).map((each) => [each.name, each]));
}, 120_000);

const pod = (name: string): Workload => {
  const found = pods.get(name);
  if (!found) throw new Error(`Cannot find the pod ${name} in ${EVERYTHING}`);
  return found;
};
const allows = (from: Peer | string, to: string, port: number): boolean =>
  network.allows(typeof from === 'string' ? pod(from) : from, pod(to), port);

const inNamespace = (namespace: string, labels = {}): Peer => ({ namespace, labels });
const DNS = inNamespace('kube-system', { 'k8s-app': 'kube-dns' });
const GATEWAY = inNamespace('envoy-gateway-system');
const STRANGER = inNamespace('default');

const env = (service: string) =>
  parseEnv(readFileSync(join(ROOT, 'services', service, '.env'), 'utf8')) as Record<string, string>;
const portOf = (service: string) => Number(env(service)['PORT']);

describe('network-policies', () => {
  it('lets a service call those that it calls in a story, and no other', () => {
    const wrong = SERVICES.flatMap((from) =>
      SERVICES.filter((to) => to !== from).map((to) => ({ from, to })),
    ).filter(({ from, to }) => {
      // A stream of events makes no spans, so it is no hop of a story.
      const follows = from === 'frontend' && to === 'event-display';
      const needed = follows || HOPS.some((hop) => hop.from === from && hop.to === to);
      return allows(from, to, portOf(to)) !== needed;
    });
    expect(wrong).toEqual([]);
  });

  it.each(SERVICES)(
    'lets %s reach Postgres if it has a database, and the gateway as it exports',
    (service) => {
      const { DATABASE_URL, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_ZIPKIN_ENDPOINT } = env(service);
      const exportsTo = new URL(OTEL_EXPORTER_ZIPKIN_ENDPOINT ?? OTEL_EXPORTER_OTLP_ENDPOINT ?? '');

      expect(allows(service, 'postgres', 5432)).toBe(DATABASE_URL !== undefined);
      expect(allows(service, 'otel-gateway', Number(exportsTo.port))).toBe(true);
    },
  );

  it.each(combined)('lets everything in %s reach the Services that its settings name', (combination) => {
    const objects = built.get(combination) ?? [];
    const inside = new Network(objects);
    const calls = configuredCalls(objects);

    expect(calls.length).toBeGreaterThan(15);
    const refused = calls.filter(({ from, to, port }) => !inside.allows(from, to, port));
    expect(refused.map(({ from, to, port }) => `${from.name} > ${to.name}:${port}`)).toEqual([]);
  });

  it('lets everybody look up names, and only the gateway ask the API server', () => {
    for (const each of pods.values()) {
      expect(network.allows(each, DNS, 53, 'UDP')).toBe(true);
      expect(network.allows(each, OUTSIDE, 443)).toBe(each.name === 'otel-gateway');
      expect(network.allows(each, OUTSIDE, 80)).toBe(false);
    }
  });

  it.each([
    ['prometheus', 'otel-gateway', 8888],
    ['prometheus', 'otel-gateway', 8889],
    ['prometheus', 'otel-sampler', 8888],
    ['prometheus', 'jaeger-collector', 8888],
    ['grafana', 'jaeger-query', 16_686],
    ['otel-sampler', 'jaeger-collector', 4317],
    ['jaeger-collector', 'cassandra', 9042],
    ['jaeger-query', 'cassandra', 9042],
    ['gentle-load', 'frontend', 8080],
    ['load-generator', 'frontend', 8080],
    ['load-job', 'broker', 8087],
    ['load-synth', 'otel-gateway', 4318],
  ])('lets %s reach %s:%i', (from, to, port) => {
    expect(allows(from, to, port)).toBe(true);
  });

  it('opens two doors to the world, both through the Gateway: the page, and the login before the traces', () => {
    const open = [...pods.values()].flatMap((to) =>
      Object.values(to.ports ?? {})
        .filter((port) => network.allows(GATEWAY, to, port))
        .map((port) => `${to.name}:${port}`),
    );
    expect(open.toSorted()).toEqual(['frontend:8080', 'oauth2-proxy:4180']);
  });

  it('opens none to the rest of the cluster', () => {
    const open = [...pods.values()].filter((to) =>
      Object.values(to.ports ?? {}).some((port) => network.allows(STRANGER, to, port)),
    );
    expect(open).toEqual([]);
  });

  it.each([
    ['the services read no traces', 'frontend', 'jaeger-query', 16_686],
    ['spans do not go past the gateway', 'frontend', 'jaeger-collector', 4317],
    ['the gateway does not go past Jaeger', 'otel-gateway', 'cassandra', 9042],
    ['who looks at traces cannot change them', 'grafana', 'jaeger-collector', 4317],
    ['Jaeger calls nobody back', 'jaeger-collector', 'otel-gateway', 4317],
    ['the database calls nobody', 'postgres', 'server', 8083],
    ['visitors come in by the front door', 'load-generator', 'server', 8083],
  ])('keeps apart what has no business with each other: %s', (_why, from, to, port) => {
    expect(allows(from, to, port)).toBe(false);
  });
});
