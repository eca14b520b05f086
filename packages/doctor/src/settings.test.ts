import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, type Backend } from '@tracewalk/local-backend';
import { fakeServices } from './testing/fake-services.ts';
import { examineOnce, foundIn, laptop } from './testing/laptop.ts';
import { readMistakes } from './settings/read-mistakes.ts';
import type { Env } from './settings/service-settings.ts';

const FREE = { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 };
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** What is set otherwise, and what is said of it. The rest of the system is healthy. */
const BREAKAGES: readonly (readonly [
  what: string,
  change: Record<string, Env>,
  cause: string,
  about: string,
])[] = [
  ['the SDK is disabled', { user: { OTEL_SDK_DISABLED: 'true' } }, 'sdk-disabled', 'user'],
  ['no exporter, anywhere', { '*': { OTEL_TRACES_EXPORTER: 'none' } }, 'exporter-none', 'all services'],
  ['no exporter, in one service', { profile: { OTEL_TRACES_EXPORTER: 'none' } }, 'exporter-none', 'profile'],
  ['an exporter of the past', { user: { OTEL_TRACES_EXPORTER: 'jaeger' } }, 'exporter-unknown', 'user'],
  [
    'a sampler that never samples',
    { server: { OTEL_TRACES_SAMPLER: 'always_off' } },
    'sampler-off',
    'server',
  ],
  [
    'a ratio that is too low',
    { frontend: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.001' } },
    'sampler-ratio-low',
    'frontend',
  ],
  ['a sampler that nobody knows', { user: { OTEL_TRACES_SAMPLER: 'sometimes' } }, 'sampler-unknown', 'user'],
  [
    'a ratio that is none',
    { user: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '50%' } },
    'sampler-argument',
    'user',
  ],
  [
    'a sampler that does not ask its parent',
    { user: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' } },
    'sampler-ignores-parent',
    'user',
  ],
  ['a propagator that nobody knows', { user: { OTEL_PROPAGATORS: 'jaeger' } }, 'propagator-unknown', 'user'],
  ['no propagator', { broker: { OTEL_PROPAGATORS: 'none' } }, 'propagators-none', 'broker'],
  ['baggage alone', { broker: { OTEL_PROPAGATORS: 'baggage' } }, 'propagators-none', 'broker'],
  [
    'a caller without the format of its callee',
    { user: { OTEL_PROPAGATORS: 'tracecontext,baggage' } },
    'propagators-differ',
    'user → profile',
  ],
  [
    'a callee without the format of its caller',
    {
      coinflip: { OTEL_PROPAGATORS: 'b3multi' },
      broker: { OTEL_PROPAGATORS: 'tracecontext,b3' },
      'event-display': { OTEL_PROPAGATORS: 'b3' },
    },
    'propagators-differ',
    'broker → coinflip',
  ],
  [
    'an instrumentation left out',
    { user: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'express,pg,undici' } },
    'instrumentation-missing',
    'user',
  ],
  [
    'an instrumentation switched off',
    { user: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici' } },
    'instrumentation-missing',
    'user',
  ],
  ['no name', { drain: { OTEL_SERVICE_NAME: undefined } }, 'service-name-missing', 'drain'],
  [
    'a malformed attribute',
    { user: { OTEL_RESOURCE_ATTRIBUTES: 'service.version=1,team' } },
    'resource-attributes',
    'user',
  ],
  ['spans that wait', { user: { OTEL_BSP_SCHEDULE_DELAY: '250000' } }, 'batch-delay', 'user'],
  ['a queue for nothing', { user: { OTEL_BSP_MAX_QUEUE_SIZE: '0' } }, 'queue-too-small', 'user'],
  ['an address without a scheme', { user: { [ENDPOINT]: '127.0.0.1:4318' } }, 'endpoint-malformed', 'user'],
  [
    'a Zipkin address without a scheme',
    { profile: { OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'localhost:9411' } },
    'endpoint-malformed',
    'profile',
  ],
  [
    'a path too many',
    { user: { [ENDPOINT]: 'http://127.0.0.1:4318/v1/traces' } },
    'endpoint-with-path',
    'user',
  ],
  [
    'a header as HTTP writes it',
    { user: { OTEL_EXPORTER_OTLP_HEADERS: 'authorization: Bearer s3cret' } },
    'headers-malformed',
    'user',
  ],
  ['a timeout in seconds', { user: { OTEL_EXPORTER_OTLP_TIMEOUT: '10' } }, 'timeout-short', 'user'],
  [
    'gRPC to the port of HTTP',
    { coinflip: { [ENDPOINT]: 'http://127.0.0.1:4318' } },
    'grpc-to-http-port',
    'coinflip',
  ],
  [
    'HTTP to the port of gRPC',
    { user: { [ENDPOINT]: 'http://127.0.0.1:4317' } },
    'http-to-grpc-port',
    'user',
  ],
];

describe('settings', () => {
  let backend: Backend;
  let system: Awaited<ReturnType<typeof fakeServices>>;
  beforeAll(async () => {
    backend = await startBackend({ ports: FREE });
    system = await fakeServices(backend.urls.otlpHttp);
  });
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await backend.close();
  });

  const examined = async (change: Record<string, Env> = {}) =>
    foundIn(await examineOnce(laptop(backend.urls, change, { frontend: system.frontend })));

  it('are right in the files of the services', async () => {
    expect(await examined()).toEqual([]);
  });

  it.each(BREAKAGES)('with %s are diagnosed, and nothing else is', async (_what, change, cause, about) => {
    // Nobody else may listen on the usual ports: what does is not of this test.
    const place = laptop(backend.urls, change, {
      frontend: system.frontend,
      reach: (url) => Promise.resolve(/^431[78]$/.test(url.port) ? { skip: 'not of this test' } : { url }),
    });
    expect(foundIn(await examineOnce(place))).toEqual([['made', cause, about]]);
  });

  it('for traces alone, without a path, are wrong only if nothing arrives', async () => {
    const variable = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
    expect(await examined({ user: { [variable]: backend.urls.otlpHttp } })).toEqual([
      ['made', 'endpoint-without-path', 'user'],
    ]);
    expect(await examined({ user: { [variable]: `${backend.urls.otlpHttp}/v1/traces` } })).toEqual([]);
  });

  it('name the variable and the file to change', async () => {
    const { findings } = await examineOnce(
      laptop(backend.urls, { user: { OTEL_PROPAGATORS: 'tracecontext' } }),
    );
    expect(findings[0]).toMatchObject({
      evidence: 'user writes tracecontext; profile reads b3multi',
      change: 'services/user/.env: set OTEL_PROPAGATORS=tracecontext,b3multi',
    });
  });
});

describe('readMistakes()', () => {
  it('has nothing to say where nothing but a name is set', () => {
    expect(readMistakes({ OTEL_SERVICE_NAME: 'user' })).toEqual([]);
  });

  it('does not mind a value that is empty, as if it were not set', () => {
    const env = {
      OTEL_SERVICE_NAME: 'user',
      OTEL_TRACES_SAMPLER: '',
      OTEL_PROPAGATORS: ' ',
      OTEL_BSP_MAX_QUEUE_SIZE: '',
    };
    expect(readMistakes(env)).toEqual([]);
  });

  it('never repeats a login that stands in a URL', () => {
    const [mistake] = readMistakes({ OTEL_SERVICE_NAME: 'user', [ENDPOINT]: 'http://me:secret@host:4317' });
    expect(mistake?.cause).toBe('http-to-grpc-port');
    expect(JSON.stringify(mistake)).not.toContain('secret');
  });
});
