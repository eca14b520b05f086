import { at, nameOf, type KubeObject } from '../object.ts';
import { podReferences, type PodReference } from '../pod-references.ts';
import { containersOf, podsOf, type Pod } from '../pods.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from './rule.ts';

export const references: Rule = {
  name: 'references',
  says: 'what a pod takes is there: ConfigMaps, Secrets and their keys, volumes, claims, its ServiceAccount',
  check: (objects) =>
    objects
      .flatMap(podsOf)
      .flatMap((pod) => [
        ...podReferences(pod).flatMap((reference) => unresolved(pod.object, reference, objects)),
        ...unknownVolumes(pod),
      ]),
};

function unresolved(object: KubeObject, reference: PodReference, objects: readonly KubeObject[]): Problem[] {
  const { kind, name, keys, field } = reference;
  const near = objects.filter(({ metadata }) => metadata.namespace === object.metadata.namespace);
  const keysOf = near.flatMap((each) => provided(each, kind)).find((each) => each.name === name)?.keys;
  const problem = (wrong: string, remedy: string): Problem[] => [{ object, field, wrong, remedy }];
  if (!keysOf) {
    const names = near.flatMap((each) => provided(each, kind)).map((each) => each.name);
    return problem(`takes ${kind} ${name}, which is not there`, `There are ${list(names)}.`);
  }
  const missing = keys.filter((key) => !keysOf.includes(key));
  return missing.length === 0
    ? []
    : problem(`takes ${list(missing)} of ${kind} ${name}, which has no such key`, `It has ${list(keysOf)}.`);
}

/** What an object is, or brings: cert-manager writes a Certificate into a Secret. */
function provided(object: KubeObject, kind: string): { name: string; keys: string[] }[] {
  if (kind === 'Secret' && object.kind === 'Certificate')
    return [{ name: at<string>(object, 'spec', 'secretName') ?? '', keys: ['tls.crt', 'tls.key', 'ca.crt'] }];
  const keys = ['data', 'binaryData', 'stringData'].flatMap((field) =>
    Object.keys(at<object>(object, field) ?? {}),
  );
  return object.kind === kind ? [{ name: object.metadata.name, keys }] : [];
}

function unknownVolumes(pod: Pod): Problem[] {
  const templates = at<KubeObject[]>(pod.object, 'spec', 'volumeClaimTemplates') ?? [];
  const names = [...(pod.spec.volumes ?? []), ...templates.map(({ metadata }) => metadata)].map(
    ({ name }) => name,
  );
  return containersOf(pod).flatMap(({ container, field }) =>
    (container.volumeMounts ?? [])
      .filter(({ name }) => !names.includes(name))
      .map(({ name }) => ({
        object: pod.object,
        field: `${field}.volumeMounts`,
        wrong: `mounts ${name}, which is no volume of ${nameOf(pod.object)}`,
        remedy: `There are ${list(names)}.`,
      })),
  );
}

const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none');
