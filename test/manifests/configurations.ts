/** The Collectors in a combination (a Jaeger is one, too), each with the files and variables that its pod gives it. */
import { stringify } from 'yaml';
import { at, nameOf, type KubeObject } from './object.ts';
import { containersOf, podsOf, type Container, type EnvVar, type Pod } from './pods.ts';

export interface Configuration {
  readonly object: KubeObject;
  readonly program: 'jaeger' | 'otelcol';
  /** As the pod has them: `--config=/etc/otelcol/gateway.yaml`. */
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** What is mounted, by path. Folders end with a slash. */
  readonly files: Record<string, string>;
}

const PROGRAMS = [
  ['jaeger', /(^|\/)jaegertracing\/jaeger:/],
  ['otelcol', /\/opentelemetry-collector(-contrib|-k8s)?:/],
] as const;

const programOf = (image = ''): Configuration['program'] | undefined =>
  PROGRAMS.find(([, pattern]) => pattern.test(image))?.[0];

export const configurationsIn = (objects: readonly KubeObject[]): Configuration[] => [
  ...objects.flatMap(podsOf).flatMap((pod) =>
    containersOf(pod).flatMap(({ container, isInit }) => {
      const program = isInit ? undefined : programOf(container.image);
      if (!program) return [];
      const env = Object.fromEntries(
        (container.env ?? []).map((each) => [each.name, valueOf(each, pod, objects)]),
      );
      const { args = [] } = container;
      return [{ object: pod.object, program, args, env, files: mounted(pod, container, objects) }];
    }),
  ),
  ...objects.flatMap(ofOperator),
];

/** An operator makes the file of what the resource says. */
function ofOperator(object: KubeObject): Configuration[] {
  const program =
    object.kind === 'OpenTelemetryCollector' ? programOf(at<string>(object, 'spec', 'image')) : undefined;
  if (!program) return [];
  const files = { '/conf/collector.yaml': stringify(at(object, 'spec', 'config')) };
  return [{ object, program, args: ['--config=/conf/collector.yaml'], env: {}, files }];
}

function mounted(
  pod: Pod,
  { volumeMounts = [] }: Container,
  objects: readonly KubeObject[],
): Record<string, string> {
  const files = volumeMounts.flatMap(({ name, mountPath, subPath }) => {
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    const data = contentOf(volume, pod, objects);
    if (!data) return [[`${mountPath}/`, '']];
    if (subPath !== undefined) return [[mountPath, data[subPath] ?? '']];
    return Object.entries(data).map(([key, text]) => [`${mountPath}/${key}`, text]);
  });
  return Object.fromEntries(files) as Record<string, string>;
}

/** Of a ConfigMap or a Secret. A Secret that the cluster makes has the keys that the volume names, or a certificate's. */
function contentOf(
  volume: object | undefined,
  pod: Pod,
  objects: readonly KubeObject[],
): Record<string, string> | undefined {
  const configMap = at<string>(volume, 'configMap', 'name');
  const secret = at<string>(volume, 'secret', 'secretName');
  if (configMap !== undefined) return dataOf('ConfigMap', configMap, pod, objects);
  if (secret === undefined) return undefined;
  const items = at<{ key: string; path: string }[]>(volume, 'secret', 'items');
  const names = items?.map(({ path }) => path) ?? ['tls.crt', 'tls.key', 'ca.crt'];
  return (
    dataOf('Secret', secret, pod, objects) ??
    Object.fromEntries(names.map((each) => [each, 'made on the cluster']))
  );
}

function dataOf(
  kind: string,
  name: string,
  pod: Pod,
  objects: readonly KubeObject[],
): Record<string, string> | undefined {
  const wanted = nameOf({ ...pod.object, kind, metadata: { ...pod.object.metadata, name } });
  const data = at<Record<string, string>>(
    objects.find((each) => nameOf(each) === wanted),
    'data',
  );
  if (kind === 'ConfigMap' || !data) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}

function valueOf({ value, valueFrom }: EnvVar, pod: Pod, objects: readonly KubeObject[]): string {
  const { secretKeyRef: secret, configMapKeyRef: configMap } = valueFrom ?? {};
  if (secret) return dataOf('Secret', secret.name, pod, objects)?.[secret.key] ?? 'made-on-the-cluster';
  if (configMap) return dataOf('ConfigMap', configMap.name, pod, objects)?.[configMap.key] ?? '';
  return value ?? 'known-when-it-runs';
}
