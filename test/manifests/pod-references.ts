/** What a pod needs to be there before it can start. */
import { at } from './object.ts';
import { containersOf, type Container, type Pod, type Volume } from './pods.ts';

export interface PodReference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  readonly name: string;
  readonly keys: readonly string[];
  /** Where the pod says so. */
  readonly field: string;
}

/** Without what may be missing. */
export function podReferences(pod: Pod): PodReference[] {
  const { path, spec } = pod;
  const account = spec.serviceAccountName;
  return [
    ...(account
      ? [{ kind: 'ServiceAccount' as const, name: account, keys: [], field: `${path}.serviceAccountName` }]
      : []),
    ...(spec.imagePullSecrets ?? []).map(({ name }) => ({
      kind: 'Secret' as const,
      name,
      keys: [],
      field: `${path}.imagePullSecrets`,
    })),
    ...(spec.volumes ?? []).flatMap((volume) => ofVolume(volume, `${path}.volumes[${volume.name}]`)),
    ...containersOf(pod).flatMap(({ container, field }) => ofContainer(container, field)),
  ];
}

/** One of these is in a volume, in `envFrom` or in `valueFrom`. A volume of a Secret says `secretName`. */
interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly claimName?: string;
  readonly key?: string;
  readonly items?: readonly { key: string }[];
  readonly optional?: boolean;
}

function toReference(kind: PodReference['kind'], field: string, source?: Source): PodReference[] {
  if (!source || source.optional) return [];
  const name = source.name ?? source.secretName ?? source.claimName ?? '';
  const keys = source.key === undefined ? (source.items ?? []).map(({ key }) => key) : [source.key];
  return [{ kind, name, keys, field }];
}

const ofVolume = (volume: Volume, field: string): PodReference[] => {
  const sources = [volume, ...(at<object[]>(volume, 'projected', 'sources') ?? [])];
  return [
    ...sources.flatMap((each) => toReference('ConfigMap', field, at(each, 'configMap'))),
    ...sources.flatMap((each) => toReference('Secret', field, at(each, 'secret'))),
    ...toReference('PersistentVolumeClaim', field, at(volume, 'persistentVolumeClaim')),
  ];
};

const ofContainer = ({ env = [], envFrom = [] }: Container, field: string): PodReference[] => [
  ...env.flatMap(({ name, valueFrom }) => [
    ...toReference('ConfigMap', `${field}.env[${name}]`, valueFrom?.configMapKeyRef),
    ...toReference('Secret', `${field}.env[${name}]`, valueFrom?.secretKeyRef),
  ]),
  ...envFrom.flatMap(({ configMapRef, secretRef }) => [
    ...toReference('ConfigMap', `${field}.envFrom`, configMapRef),
    ...toReference('Secret', `${field}.envFrom`, secretRef),
  ]),
];
