import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICES, type ServiceName } from '../../packages/cli/src/up/catalog.ts';
import { envFileOf } from '../../packages/cli/src/up/environment.ts';

interface Container {
  image: string;
  working_dir?: string;
  environment?: Record<string, string>;
  ports?: string[];
  mem_limit?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  volumes?: string[];
  healthcheck?: { test: unknown[] };
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const compose = parse(read('compose.yaml'), { merge: true }) as { services: Record<string, Container> };
const containers = Object.entries(compose.services);
const { version } = JSON.parse(read('package.json')) as { version: string };

const environmentOf = (service: ServiceName) => compose.services[service]?.environment ?? {};
const portOf = (service: ServiceName) => envFileOf(service)['PORT'] ?? '';

/** Where something on the laptop's loopback is among the containers. */
const COLLECTOR_PORTS = ['4317', '4318', '9411'];
function inContainers(address: string): string {
  const url = new URL(address);
  if (url.protocol === 'postgres:') return 'postgres://tracewalk:tracewalk@postgres/tracewalk';
  const other = SERVICES.find((service) => portOf(service) === url.port);
  const host = url.port === '16686' ? 'jaeger' : COLLECTOR_PORTS.includes(url.port) ? 'collector' : other;
  return address.replace('127.0.0.1', host ?? `nobody has port ${url.port}`);
}

describe('compose.yaml', () => {
  it.each(SERVICES)('runs %s in its folder', (service) => {
    expect(compose.services[service]?.working_dir).toBe(`/app/services/${service}`);
  });

  it.each(SERVICES)('knows by the answer of /readyz that %s is ready', (service) => {
    const command = ['CMD', 'node', '--env-file=.env', '-e', expect.stringContaining('}/readyz`)')];
    expect(compose.services[service]?.healthcheck?.test).toEqual(command);
  });

  it.each(SERVICES)('tells %s where everything is that its .env has on loopback', (service) => {
    const onLoopback = Object.entries(envFileOf(service)).filter(([, value]) => value.includes('127.0.0.1'));
    const expected = onLoopback.map(([name, value]) => [name, inContainers(value)]);
    expect(environmentOf(service)).toMatchObject(Object.fromEntries(expected));
  });

  it.each(SERVICES)('leaves to its .env who %s is', (service) => {
    const identity = Object.entries(envFileOf(service)).filter(([, value]) => !value.includes('127.0.0.1'));
    const repeated = identity.filter(([name]) => name !== 'SPOOL_DIR' && name in environmentOf(service));
    expect(repeated).toEqual([]);
  });

  it('has the version of the project on the image and on the spans', () => {
    const ours = containers.filter(([, { working_dir: folder }]) => folder);
    expect(new Set(ours.map(([, { image }]) => image))).toEqual(new Set([`tracewalk:${version}`]));
    for (const service of SERVICES) {
      expect(environmentOf(service)['OTEL_RESOURCE_ATTRIBUTES']).toContain(`service.version=${version},`);
    }
  });

  it.each([
    ['postgres', 'k8s/base/postgres/postgres.yaml'],
    ['collector', 'k8s/base/collector/otel-gateway.yaml'],
    ['jaeger', 'k8s/base/jaeger/deployment.yaml'],
  ])('has for %s the image that the cluster has', (container, manifest) => {
    expect(read(manifest)).toContain(` image: ${compose.services[container]?.image}\n`);
  });

  it.each(containers)('locks %s down, and limits its memory', (_name, container) => {
    expect(container).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+m$/),
    });
  });

  it('can be reached from this machine only', () => {
    const ports = containers.flatMap(([name, { ports: published = [] }]) =>
      published.map((port) => [name, port]),
    );
    expect(ports).toEqual([
      ['frontend', `127.0.0.1:${portOf('frontend')}:${portOf('frontend')}`],
      ['jaeger', '127.0.0.1:16686:16686'],
    ]);
  });

  it('keeps what the broker could not deliver', () => {
    const folder = environmentOf('broker')['SPOOL_DIR'];
    expect(compose.services['broker']?.volumes).toEqual([`spool:${folder}`]);
    // Or the volume would belong to root.
    expect(read('Dockerfile')).toContain(`chown 65532:65532 /image${folder} `);
  });
});
