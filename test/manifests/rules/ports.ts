import { at, nameOf, type KubeObject, type Labels } from '../object.ts';
import { containersOf, podsOf, type Container, type Pod } from '../pods.ts';
import type { Problem } from '../problem.ts';
import { selectedPods } from '../selector.ts';
import type { Rule } from './rule.ts';

export const ports: Rule = {
  name: 'ports',
  says: 'ports agree: those of Services and probes with those of the containers',
  check: (objects) => [
    ...objects.flatMap((object) => ofService(object, objects)),
    ...objects.flatMap(podsOf).flatMap(ofProbes),
  ],
};

interface ServicePort {
  readonly port: number;
  readonly targetPort?: number | string;
}

function ofService(service: KubeObject, objects: readonly KubeObject[]): Problem[] {
  const matchLabels = at<Labels>(service, 'spec', 'selector');
  if (service.apiVersion !== 'v1' || service.kind !== 'Service' || !matchLabels) return [];
  const pods = selectedPods(objects, service.metadata.namespace, { matchLabels });
  return (at<ServicePort[]>(service, 'spec', 'ports') ?? []).flatMap(({ port, targetPort = port }, index) =>
    pods
      .filter((pod) => !containersOf(pod).some(({ container }) => hasPort(container, targetPort)))
      .map((pod) => ({
        object: service,
        field: `spec.ports[${index}].targetPort`,
        wrong: `(${targetPort}) is no port of ${nameOf(pod.object)}`,
        remedy: `That has ${portsOf(pod)}.`,
      })),
  );
}

const ofProbes = (pod: Pod): Problem[] =>
  containersOf(pod).flatMap(({ container, field }) =>
    ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket', 'grpc']
        .map((way) => at<number | string>(container[probe], way, 'port'))
        .filter((port) => port !== undefined && !hasPort(container, port))
        .map((port) => ({
          object: pod.object,
          field: `${field}.${probe}`,
          wrong: `asks at ${port}, which is no port of the container`,
          remedy: `The pod has ${portsOf(pod)}.`,
        })),
    ),
  );

const hasPort = ({ ports: own = [] }: Container, port: number | string): boolean =>
  own.some(({ name, containerPort }) => (typeof port === 'number' ? containerPort : name) === port);

const portsOf = (pod: Pod): string =>
  containersOf(pod)
    .flatMap(({ container }) => container.ports ?? [])
    .map(({ name, containerPort }) => `${name ?? '(no name)'} ${containerPort}`)
    .join(', ') || 'no ports';
