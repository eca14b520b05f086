/** A system on a cluster: read by `kubectl get`, reached by port-forwards. Nothing is changed there. */
import type { Check } from '../../finding.ts';
import type { Place, Reached } from '../../place.ts';
import type { Run } from '../command.ts';
import { serviceNamed } from './dns-name.ts';
import { Cluster, isReady, type KubernetesObject, type Service } from './objects.ts';
import { podFindings } from './pod-findings.ts';
import type { PortForwards } from './port-forward.ts';
import { readSettings, type IdentityOf } from './read-settings.ts';
import { serviceFindings, usesOf } from './service-findings.ts';

export interface KubernetesOptions {
  readonly namespace: string;
  readonly run: Run;
  readonly forwards: PortForwards;
  readonly identityOf: IdentityOf;
  readonly frontend?: URL;
  readonly query?: URL;
}

const KINDS = 'deployments,services,endpointslices,pods,configmaps';

/** @throws when there is no cluster, or no service of ours in the namespace */
export async function kubernetesPlace(options: KubernetesOptions): Promise<Place> {
  const { namespace, run, forwards, identityOf } = options;
  const read = async (from: string) => {
    const text = await run(['--namespace', from, 'get', KINDS, '--output', 'json']);
    return (JSON.parse(text) as { items?: KubernetesObject[] }).items ?? [];
  };
  const own = await read(namespace);
  const services = readSettings(new Cluster(own), namespace, identityOf);
  if (services.length === 0)
    throw new Error(
      `Cannot examine the cluster: no Deployment in ${namespace} has an OTEL_SERVICE_NAME. Pass the --namespace of the services`,
    );
  const uses = usesOf(services, namespace);
  const namespaces = [...new Set([namespace, ...uses.map((use) => use.namespace)])];
  const others = await Promise.all(namespaces.slice(1).map(read));
  const cluster = new Cluster([...own, ...others.flat()]);
  const names = services.map(({ service }) => service);
  const findings = [...serviceFindings(cluster, uses), ...podFindings(cluster, namespaces, names)];

  const open = async (service: Service | undefined, port: number): Promise<URL | string> => {
    if (!service) return 'there is no such Service';
    if (!cluster.podsOf(service).some(isReady)) return 'no pod behind its Service is ready';
    if (!service.spec.ports?.some((each) => each.port === port)) return `its Service has no port ${port}`;
    const { name, namespace: its = namespace } = service.metadata;
    return forwards.open(its, name, port).catch((error: Error) => error.message);
  };
  const find = (host: string) => {
    const named = serviceNamed(host, namespace);
    return named && cluster.service(named.namespace, named.name);
  };
  const reach = async (url: URL): Promise<Reached> => {
    if (url.protocol === 'https:') return { skip: "its certificates are the cluster's: not tried from here" };
    const forwarded = await open(find(url.hostname), Number(url.port || 80));
    return typeof forwarded === 'string' ? { skip: forwarded } : { url: new URL(url.pathname, forwarded) };
  };
  const reachable = async (url: string | undefined): Promise<URL | undefined> => {
    if (!url) return undefined;
    const reached = await reach(new URL(url));
    return 'url' in reached ? reached.url : undefined;
  };
  const page = services.find(({ service }) => service === 'frontend')?.env ?? {};
  const queryUrl = page['QUERY_URL'];
  const metrics = await metricsUrl(cluster, find(exporterHost(services)), open);
  return {
    name: `the cluster, namespace ${namespace}`,
    key: `kubernetes ${namespace}`,
    services,
    checks: [podsCheck(cluster, namespaces)],
    findings,
    frontend: options.frontend ?? (await reachable(page['PORT'] && `http://frontend:${page['PORT']}`)),
    query: options.query ?? (await reachable(queryUrl)),
    metrics,
    ...storageStarted(cluster, queryUrl && find(new URL(queryUrl).hostname)),
    patienceMs: 12_000,
    reach,
    [Symbol.asyncDispose]: () => forwards[Symbol.asyncDispose](),
  };
}

function podsCheck(cluster: Cluster, namespaces: readonly string[]): Check {
  const pods = namespaces.flatMap((namespace) => cluster.all('Pod', namespace));
  const ready = pods.filter(isReady).length;
  const state = ready === pods.length ? 'fine' : 'wrong';
  return {
    stage: 'made',
    name: 'pods',
    state,
    says: `${ready} of ${pods.length} are ready in ${namespaces.join(', ')}`,
  };
}

function exporterHost(services: Place['services']): string {
  const urls = services.map(({ env }) => URL.parse(env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''));
  return urls.find(Boolean)?.hostname ?? '';
}

/** Its metrics have a Service of their own, for the same pods. */
async function metricsUrl(
  cluster: Cluster,
  collector: Service | undefined,
  open: (service: Service, port: number) => Promise<URL | string>,
): Promise<URL | undefined> {
  if (!collector) return undefined;
  const selector = JSON.stringify(collector.spec.selector);
  const service = cluster
    .all('Service', collector.metadata.namespace)
    .find(
      ({ spec }) =>
        JSON.stringify(spec.selector) === selector && spec.ports?.some(({ port }) => port === 8888),
    );
  const url = service && (await open(service, 8888));
  return url instanceof URL ? new URL('/metrics', url) : undefined;
}

/** Of the pod that is asked for traces: in memory, what was before its start is gone. */
function storageStarted(cluster: Cluster, query: Service | '' | undefined): { storageStarted?: Date } {
  const pods = query ? cluster.podsOf(query) : [];
  const times = pods.flatMap(({ status }) =>
    (status.containerStatuses ?? []).flatMap(({ state }) => state?.running?.startedAt ?? []),
  );
  const last = times.toSorted().at(-1);
  return last ? { storageStarted: new Date(last) } : {};
}
