/** Who is set up to call whom: the Services that a pod's environment, arguments and configuration files name. */
import { addressesIn } from './addresses.ts';
import type { Peer } from './network-policy.ts';
import { at, hasLabels, type KubeObject, type Labels } from './object.ts';
import { podsOf, type PodSpec } from './pods.ts';

export interface Workload extends Peer {
  readonly name: string;
  readonly spec: PodSpec;
}

export interface Call {
  readonly from: Workload;
  readonly to: Workload;
  /** The pod's, which need not be the Service's. */
  readonly port: number;
  /** As it is written: `http://user:8081`. */
  readonly address: string;
}

export const workloadsOf = (objects: readonly KubeObject[]): Workload[] =>
  objects.flatMap(podsOf).map(({ object, labels, spec }) => ({
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    labels,
    spec,
    ports: Object.fromEntries(
      spec.containers
        .flatMap(({ ports = [] }) => ports)
        .map(({ name = '', containerPort }) => [name, containerPort]),
    ),
  }));

export function configuredCalls(objects: readonly KubeObject[]): Call[] {
  const workloads = workloadsOf(objects);
  const namespaces = new Set(workloads.map(({ namespace }) => namespace));
  return workloads.flatMap((from) =>
    addressesIn(settingsOf(from, objects), namespaces).flatMap(
      ({ text, name, namespace = from.namespace, port }) => {
        const service = find(objects, 'Service', namespace, name);
        const selector = at<Labels>(service, 'spec', 'selector');
        const target = at<Port[]>(service, 'spec', 'ports')?.find((each) => each.port === port)?.targetPort;
        if (!selector || target === undefined) return [];
        return workloads
          .filter((each) => each.namespace === namespace && hasLabels(each.labels, selector))
          .map((to) => ({ from, to, port: to.ports?.[target] ?? Number(target), address: text }));
      },
    ),
  );
}

interface Port {
  readonly port: number;
  readonly targetPort: number | string;
}

function settingsOf({ namespace, spec }: Workload, objects: readonly KubeObject[]): string {
  const files = (spec.volumes ?? []).flatMap((volume) => {
    const name = at<string>(volume, 'configMap', 'name');
    const data = name && find(objects, 'ConfigMap', namespace, name)?.['data'];
    return Object.values((data || {}) as Record<string, string>);
  });
  return [JSON.stringify(spec), ...files].join('\n').replaceAll(/(^|\s)#.*$/gm, '');
}

const find = (objects: readonly KubeObject[], kind: string, namespace: string, name: string) =>
  objects.find(
    (object) =>
      object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace,
  );
