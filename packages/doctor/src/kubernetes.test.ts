import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend, type Backend } from '@tracewalk/local-backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runner } from './places/command.ts';
import { kubernetesPlace } from './places/kubernetes/kubernetes.ts';
import type {
  Container,
  Deployment,
  EndpointSlice,
  KubernetesObject,
  Pod,
  Service,
} from './places/kubernetes/objects.ts';
import { portForwards, type PortForwards } from './places/kubernetes/port-forward.ts';
import { fakeServices } from './testing/fake-services.ts';
import { examineOnce, foundIn, identityOf } from './testing/laptop.ts';

/** What `kubectl get deployments,services,endpointslices,pods,configmaps` says of k8s/base. */
const recorded = (namespace: string): KubernetesObject[] => {
  const file = new URL(`fixtures/kubectl-${namespace}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { items: KubernetesObject[] }).items;
};

class Recording {
  readonly objects = ['tracewalk', 'observability'].flatMap(recorded);

  get<Kind extends KubernetesObject['kind']>(
    kind: Kind,
    name: string,
  ): Extract<KubernetesObject, { kind: Kind }> {
    const found = this.objects.find(
      (each): each is Extract<KubernetesObject, { kind: Kind }> =>
        each.kind === kind && (each.metadata.name === name || each.metadata.name.startsWith(`${name}-`)),
    );
    if (!found) throw new Error(`There is no ${kind} ${name}`);
    return found;
  }

  /** Sets a variable of a Deployment's first container; undefined takes it away. */
  set(deployment: string, name: string, value: string | undefined): void {
    const container = this.container(deployment);
    container.env = (container.env ?? []).filter((each) => each.name !== name);
    if (value !== undefined) container.env.push({ name, value });
  }

  container(deployment: string): Container {
    const [container] = (this.get('Deployment', deployment) satisfies Deployment).spec.template.spec
      .containers;
    if (!container) throw new Error(`${deployment} has no container`);
    return container;
  }

  removePods(of: string): void {
    const isOf = ({ metadata }: KubernetesObject) => metadata.name.startsWith(`${of}-`);
    this.objects.splice(
      0,
      this.objects.length,
      ...this.objects.filter((each) => each.kind !== 'Pod' || !isOf(each)),
    );
    const slice: EndpointSlice = this.get('EndpointSlice', of);
    slice.endpoints = null;
  }

  unready(of: string, status: Partial<Pod['status']>): void {
    const pod: Pod = this.get('Pod', of);
    Object.assign(pod.status, { conditions: [{ type: 'Ready', status: 'False' }], ...status });
    const slice: EndpointSlice = this.get('EndpointSlice', of);
    slice.endpoints = [{ conditions: { ready: false } }];
  }

  run = (args: readonly string[]): Promise<string> =>
    Promise.resolve(
      JSON.stringify({ items: this.objects.filter(({ metadata }) => metadata.namespace === args[1]) }),
    );
}

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

/** Forwards lead to the receivers of the test. */
function forwards(): PortForwards & { opened: string[] } {
  const opened: string[] = [];
  const urls: Record<number, string | URL> = {
    4317: backend.urls.otlpGrpc,
    4318: backend.urls.otlpHttp,
    9411: backend.urls.zipkin,
    16686: backend.urls.query,
    8080: system.frontend,
  };
  return {
    opened,
    open: (namespace, service, port) => {
      opened.push(`${service}.${namespace}:${port}`);
      const url = urls[port];
      return url ? Promise.resolve(new URL(url)) : Promise.reject(new Error('Cannot forward'));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function examined(change: (recording: Recording) => void = () => undefined) {
  const recording = new Recording();
  change(recording);
  const { run } = recording;
  await using place = await kubernetesPlace({
    namespace: 'tracewalk',
    run,
    forwards: forwards(),
    identityOf,
  });
  return examineOnce({ ...place, patienceMs: 1_000 });
}

const waiting = (reason: string): Partial<Pod['status']> => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'service', state: { waiting: { reason } } }],
});

const BREAKAGES: readonly (readonly [
  what: string,
  (recording: Recording) => void,
  cause: string,
  about: string,
])[] = [
  [
    'an address of a Service that does not exist',
    (recording) => recording.set('user', 'PROFILE_URL', 'http://profil:8082'),
    'service-unknown',
    'profil.tracewalk',
  ],
  [
    'a namespace that is misspelt',
    (recording) =>
      recording.set('user', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'http://otel-gateway.observabilty:4318'),
    'service-unknown',
    'otel-gateway.observabilty',
  ],
  [
    'a port that the Service does not have',
    (recording) => recording.set('user', 'PROFILE_URL', 'http://profile:8099'),
    'service-port-unknown',
    'profile.tracewalk',
  ],
  [
    'a selector that matches nothing',
    (recording) => {
      const service: Service = recording.get('Service', 'coinflip');
      service.spec.selector = { app: 'coin-flip' };
      (recording.get('EndpointSlice', 'coinflip') satisfies EndpointSlice).endpoints = null;
    },
    'service-without-endpoints',
    'coinflip.tracewalk',
  ],
  [
    'a Deployment that is scaled to nothing',
    (recording) => {
      recording.removePods('profile');
      (recording.get('Deployment', 'profile') satisfies Deployment).spec.replicas = 0;
    },
    'service-without-endpoints',
    'profile.tracewalk',
  ],
  [
    'an image that is not there',
    (recording) => recording.unready('user', waiting('ErrImagePull')),
    'pod-not-ready',
    'user',
  ],
  [
    'a pod that crashes',
    (recording) => recording.unready('drain', waiting('CrashLoopBackOff')),
    'pod-not-ready',
    'drain',
  ],
  [
    'a pod without room',
    (recording) =>
      recording.unready('broker', {
        phase: 'Pending',
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'Insufficient memory' },
        ],
        containerStatuses: [],
      }),
    'pod-not-ready',
    'broker',
  ],
  [
    'a Collector that had too little memory',
    (recording) =>
      recording.unready('otel-gateway', {
        containerStatuses: [
          { name: 'collector', lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
        ],
      }),
    'pod-not-ready',
    'otel-gateway',
  ],
  [
    'a setting in a Deployment',
    (recording) => recording.set('user', 'OTEL_TRACES_SAMPLER', 'always_off'),
    'sampler-off',
    'user',
  ],
  [
    'a propagator that is left out',
    (recording) => recording.set('user', 'OTEL_PROPAGATORS', 'tracecontext,baggage'),
    'propagators-differ',
    'user → profile',
  ],
];

const readsNothing = () => Promise.resolve('{"items":[]}');

describe('on a cluster', { timeout: 20_000 }, () => {
  it('nothing is found that is not wrong', async () => {
    const report = await examined();
    expect(report.findings).toEqual([]);
    expect(report.checks.filter(({ state }) => state === 'wrong')).toEqual([]);
    expect(report.checks.find(({ name }) => name === 'pods')?.says).toBe(
      '14 of 14 are ready in tracewalk, observability',
    );
  });

  it.each(BREAKAGES)('%s is found, and nothing else', async (_what, change, cause, about) => {
    expect(foundIn(await examined(change))).toEqual([['made', cause, about]]);
  });

  it('a setting of a ConfigMap is changed there', async () => {
    const { findings } = await examined((recording) => {
      recording.objects.push({
        kind: 'ConfigMap',
        metadata: { name: 'telemetry', namespace: 'tracewalk' },
        data: { OTEL_SDK_DISABLED: 'true' },
      });
      recording.container('user').envFrom = [{ configMapRef: { name: 'telemetry' } }];
    });
    expect(findings.map(({ cause, change }) => [cause, change])).toEqual([
      ['sdk-disabled', 'configmap/telemetry in tracewalk: remove OTEL_SDK_DISABLED'],
    ]);
  });

  it('only services that send or are asked are forwarded, each port once', async () => {
    const opened = forwards();
    const { run } = new Recording();
    await using place = await kubernetesPlace({ namespace: 'tracewalk', run, forwards: opened, identityOf });
    await examineOnce(place);
    expect(new Set(opened.opened)).toEqual(
      new Set([
        'otel-gateway-metrics.observability:8888',
        'otel-gateway.observability:4317',
        'otel-gateway.observability:4318',
        'otel-gateway.observability:9411',
        'jaeger-query.observability:16686',
        'frontend.tracewalk:8080',
      ]),
    );
  });

  it('where none of our services is, it is said', async () => {
    const options = { namespace: 'elsewhere', run: readsNothing, forwards: forwards(), identityOf };
    await expect(kubernetesPlace(options)).rejects.toThrow(
      'no Deployment in elsewhere has an OTEL_SERVICE_NAME',
    );
  });
});

const read = (program: string) => runner(program, 'the cluster', 3_000)(['get']);

describe('kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-doctor-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const script = (name: string, body: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!${process.execPath}\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };

  it('that is not there, complains, or does not answer gives one line', async () => {
    await expect(read(join(folder, 'nothing'))).rejects.toThrow(
      /^Cannot read the cluster: there is no .*nothing on the PATH$/,
    );
    const complaining = script(
      'complaining',
      "console.error('x\\nThe connection was refused'); process.exit(1);",
    );
    await expect(read(complaining)).rejects.toThrow('Cannot read the cluster: The connection was refused');
    const silent = runner(script('silent', 'setInterval(() => {}, 1000);'), 'the cluster', 200);
    await expect(silent(['get'])).rejects.toThrow('did not answer within 0.2 s');
  });

  it('port-forward is started once for a port, and ended', async () => {
    const pids = join(folder, 'pids');
    const body = `require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
      console.log('Forwarding from 127.0.0.1:40123 -> 4318');
      setInterval(() => {}, 1000);`;
    {
      await using opened = portForwards([script('forwarding', body)]);
      const urls = await Promise.all([opened.open('a', 'b', 4318), opened.open('a', 'b', 4318)]);
      expect(urls.map(String)).toEqual(['http://127.0.0.1:40123/', 'http://127.0.0.1:40123/']);
    }
    const [pid, ...others] = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    expect(others).toEqual([]);
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
  });

  it('port-forward that fails says why', async () => {
    const failing = script('failing', "console.error('error: unable to forward port'); process.exit(1);");
    await using opened = portForwards([failing]);
    await expect(opened.open('a', 'b', 4318)).rejects.toThrow(
      'Cannot forward to b.a:4318: error: unable to forward port',
    );
  });
});
