/** The parts of the chain as they are on the cluster: found by their labels, ended by kubectl. */
import type { Part } from './experiment.ts';
import type { Kubectl } from '../kubectl.ts';

export const PARTS = ['collector', 'jaeger', 'storage'] as const;
export type PartName = (typeof PARTS)[number];

const NAMESPACE = ['--namespace', 'observability'];
/** For a database to start, too. */
const READY_WITHIN = '300s';

export interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly spec: { readonly volumes?: readonly { readonly configMap?: { readonly name: string } }[] };
    };
  };
}

/** What carries the label `app.kubernetes.io/component: <part>`. */
export async function workloadsOf(kubectl: Kubectl, part: PartName): Promise<Workload[]> {
  const selector = `app.kubernetes.io/component=${part}`;
  const list = await kubectl(['get', 'deployments,statefulsets', ...NAMESPACE, '-l', selector, '-o', 'json']);
  return (JSON.parse(list) as { items: Workload[] }).items;
}

export function partOf(kubectl: Kubectl, name: PartName, workloads: readonly Workload[]): Part {
  const each = async (work: (workload: Workload, address: string) => Promise<unknown>) => {
    await Promise.all(workloads.map((one) => work(one, `${one.kind.toLowerCase()}/${one.metadata.name}`)));
  };
  const kill = () =>
    each(({ metadata }) => {
      const pods = ['delete', 'pods', ...NAMESPACE, '-l', `app.kubernetes.io/name=${metadata.name}`];
      return kubectl([...pods, '--grace-period=0', '--force', '--ignore-not-found']);
    });
  const scale = (address: string, replicas: number) =>
    kubectl(['scale', address, ...NAMESPACE, `--replicas=${replicas}`]);
  let away = false;
  return {
    name,
    kill,
    takeAway: async () => {
      away = true;
      await each((_, address) => scale(address, 0));
      await kill();
    },
    bringBack: async () => {
      if (away) await each(({ spec }, address) => scale(address, spec.replicas ?? 1));
      away = false;
    },
    ready: () =>
      each((_, address) =>
        kubectl(['rollout', 'status', address, ...NAMESPACE, `--timeout=${READY_WITHIN}`]),
      ),
  };
}

/** Fails if traces would be missing for a reason that is no loss in the chain. */
export async function refuseWhatCannotBeCounted(
  kubectl: Kubectl,
  parts: readonly PartName[],
  jaegers: readonly Workload[],
): Promise<void> {
  const samplers = ['get', 'statefulset/otel-sampler', ...NAMESPACE, '--ignore-not-found', '-o', 'name'];
  if ((await kubectl(samplers)) !== '') {
    throw new Error('Cannot count traces: the component tail-sampling drops most of them on purpose');
  }
  const maps = jaegers.flatMap(({ spec }) =>
    (spec.template.spec.volumes ?? []).flatMap(({ configMap }) => (configMap ? [configMap.name] : [])),
  );
  const template = ['-o', String.raw`jsonpath={.data.storage\.yaml}`];
  const storages = await Promise.all(
    maps.map((map) => kubectl(['get', `configmap/${map}`, ...NAMESPACE, ...template])),
  );
  if (parts.some((part) => part !== 'collector') && storages.some(isForgetful)) {
    throw new Error(
      'Cannot take Jaeger away: its storage is in its memory and would lose every trace. Add a storage that keeps ' +
        'them (component badger, cassandra, ...), or take away the Collector only: --parts collector',
    );
  }
}

const isForgetful = (storage: string) =>
  /\bmemory:|\bephemeral: *true/.test(storage.replaceAll(/#.*$/gm, ''));
