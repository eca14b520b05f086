import { startBackend, type Backend } from '@tracewalk/local-backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerPlace } from './places/docker.ts';
import { fakeServices } from './testing/fake-services.ts';
import { examineOnce, foundIn, identityOf } from './testing/laptop.ts';

let backend: Backend;
let system: Awaited<ReturnType<typeof fakeServices>>;
beforeAll(async () => {
  backend = await startBackend({ ports: { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 } });
  system = await fakeServices(backend.urls.otlpHttp);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await backend.close();
});

type Environment = Record<string, string>;

const OTLP: Environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const GRPC: Environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' };
const ZIPKIN: Environment = { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://collector:9411/api/v2/spans' };

/** What `docker compose config --format json` says of compose.yaml, as far as it matters. */
const environments = (): Record<string, Environment> => ({
  frontend: {
    ...OTLP,
    USER_URL: 'http://user:8081',
    SERVER_URL: 'http://server:8083',
    EVENT_DISPLAY_URL: 'http://event-display:8089',
    QUERY_URL: 'http://jaeger:16686',
  },
  user: { ...OTLP, PROFILE_URL: 'http://profile:8082' },
  profile: ZIPKIN,
  server: OTLP,
  drain: { ...GRPC, BROKER_URL: 'http://broker:8087' },
  scheduler: { ...GRPC, SERVER_URL: 'http://server:8083' },
  heartbeats: { ...ZIPKIN, K_SINK: 'http://broker:8087/' },
  broker: {
    ...OTLP,
    SUBSCRIBER_COINFLIP: 'http://coinflip:8088',
    SUBSCRIBER_EVENT_DISPLAY: 'http://event-display:8089',
  },
  coinflip: GRPC,
  'event-display': ZIPKIN,
  postgres: {},
  collector: {},
  jaeger: {},
});

interface Said {
  environment?: Record<string, Environment>;
  states?: Record<string, object>;
  publish?: boolean;
}

const portOf = (url: URL | string) => Number(new URL(url).port);

async function examined({ environment = {}, states = {}, publish = false }: Said = {}) {
  const all = environments();
  const ports: Record<string, object[]> = {
    frontend: [{ target: 8080, published: String(portOf(system.frontend)), host_ip: '127.0.0.1' }],
    jaeger: [{ target: 16_686, published: String(portOf(backend.urls.query)), host_ip: '127.0.0.1' }],
    ...(publish && { collector: [{ target: 4318, published: portOf(backend.urls.otlpHttp) }] }),
  };
  const services = Object.fromEntries(
    Object.keys(all).map((name) => [
      name,
      { environment: { ...all[name], ...environment[name] }, ports: ports[name] },
    ]),
  );
  const containers = Object.keys(all).map((Service) => ({
    Service,
    State: 'running',
    Health: '',
    ...states[Service],
  }));
  const run = (args: readonly string[]) =>
    Promise.resolve(
      args.includes('config')
        ? JSON.stringify({ name: 'tracewalk', services })
        : containers.map((each) => JSON.stringify(each)).join('\n'),
    );
  await using place = await dockerPlace({ run, identityOf });
  return examineOnce({ ...place, patienceMs: 1_000 });
}

const saysNothing = (args: readonly string[]) =>
  Promise.resolve(args.includes('config') ? '{"services":{}}' : '');

describe('in Docker', { timeout: 20_000 }, () => {
  it('nothing is found that is not wrong; what is not published is not tried', async () => {
    const report = await examined();
    expect(report.findings).toEqual([]);
    expect(report.checks.find(({ name }) => name === 'OTLP/gRPC')).toMatchObject({
      state: 'skipped',
      says: 'port 4317 of collector is not published',
    });
  });

  it('a receiver whose port is published is tried', async () => {
    const report = await examined({ publish: true });
    expect(report.findings).toEqual([]);
    expect(report.checks.find(({ name }) => name === 'OTLP/HTTP protobuf')?.state).toBe('fine');
  });

  it('a container that has ended is found', async () => {
    const report = await examined({ states: { profile: { State: 'exited', ExitCode: 1 } } });
    expect(foundIn(report)).toEqual([['made', 'pod-not-ready', 'profile']]);
    expect(report.findings[0]?.evidence).toBe('container profile is exited (1)');
  });

  it('a name that no container has is found', async () => {
    const report = await examined({ environment: { user: { PROFILE_URL: 'http://profiles:8082' } } });
    expect(foundIn(report)).toEqual([['made', 'service-unknown', 'user']]);
  });

  it('a setting is read over that of the image, and changed where it is', async () => {
    const { findings } = await examined({ environment: { user: { OTEL_PROPAGATORS: 'b3' } } });
    expect(findings.map(({ cause, about, change }) => [cause, about, change])).toEqual([
      [
        'propagators-differ',
        'frontend → user',
        'services/frontend/.env: set OTEL_PROPAGATORS=tracecontext,baggage,b3',
      ],
      ['propagators-differ', 'user → profile', 'compose.yaml, service user: set OTEL_PROPAGATORS=b3,b3multi'],
    ]);
  });

  it('where nothing runs, it is said', async () => {
    await expect(dockerPlace({ run: saysNothing, identityOf })).rejects.toThrow(
      'Cannot examine Docker: nothing runs',
    );
  });
});
