import type { KubeObject, Labels } from '../object.ts';
import { containersOf, podsOf, type Pod } from '../pods.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Whose values a trace search takes, too, and by which the parts of the system are told apart. */
const OF_WORKLOADS = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/component',
  'service.name',
  'env',
  'version',
];

const COMPONENTS = ['service', 'database', 'collector', 'jaeger', 'storage', 'dashboard', 'load', 'flags'];

export const labels: Rule = {
  name: 'labels',
  says: 'what runs is labelled as its spans are: service.name, env, version',
  check: (objects) =>
    objects.flatMap(podsOf).flatMap((pod) => {
      const onObject = pod.isLasting
        ? missing(pod.object, 'metadata.labels', pod.object.metadata.labels)
        : [];
      const onPod = missing(pod.object, `${templateOf(pod)}.labels`, pod.labels);
      return [...onObject, ...onPod, ...disagreeing(pod)];
    }),
};

const templateOf = ({ path }: Pod): string => path.replace(/spec$/, 'metadata');

const missing = (object: KubeObject, field: string, present: Labels = {}): Problem[] =>
  OF_WORKLOADS.filter((label) => !present[label]).map((label) => ({
    object,
    field: `${field}[${label}]`,
    wrong: 'is missing',
    remedy: 'Trace search and kubectl are to find it by the same words: label it in its kustomization.',
  }));

/** Labels that say something else than what runs. */
function disagreeing(pod: Pod): Problem[] {
  const { labels: own, object } = pod;
  const problem = (label: string, wrong: string, remedy: string): Problem[] => [
    { object, field: `${templateOf(pod)}.labels[${label}]`, wrong: `(${own[label]}) ${wrong}`, remedy },
  ];
  const [main] = containersOf(pod).filter(({ container }) => pod.spec.containers.includes(container));
  const service = main?.container.env?.find(({ name }) => name === 'OTEL_SERVICE_NAME')?.value;
  const tag = main?.container.image.split('@', 1)[0]?.split('/').at(-1)?.split(':')[1];
  const component = own['app.kubernetes.io/component'];
  const onObject = object.metadata.labels ?? {};
  return [
    ...OF_WORKLOADS.filter((label) => (onObject[label] ?? own[label]) !== own[label]).flatMap((label) =>
      problem(label, `is ${onObject[label]} on the object itself`, 'Make both the same.'),
    ),
    ...(service !== undefined && own['service.name'] !== undefined && service !== own['service.name']
      ? problem('service.name', `is not OTEL_SERVICE_NAME (${service})`, 'Make both the same.')
      : []),
    ...(tag && own.version !== undefined && !isVersionOf(own.version, tag)
      ? problem('version', `is not the version of the image (${tag})`, 'Make it the same.')
      : []),
    ...(component !== undefined && !COMPONENTS.includes(component)
      ? problem('app.kubernetes.io/component', 'is none of ours', `It may be ${COMPONENTS.join(', ')}.`)
      : []),
  ];
}

/** `17-bookworm` and `v17` are version 17. */
const isVersionOf = (version: string, tag: string): boolean =>
  tag.replace(/^v/, '') === version || tag.replace(/^v/, '').startsWith(`${version}-`);
