/** Kubernetes objects, as far as the rules look at them. Their shapes are known: the schemas are checked first. */

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata & { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

export type Labels = Record<string, string>;

/** `apps/v1/Deployment`, as the recorded schemas call it. */
export const kindOf = ({ apiVersion, kind }: KubeObject): string => `${apiVersion}/${kind}`;

/** `Deployment tracewalk/user` */
export const nameOf = ({ kind, metadata: { name, namespace } }: KubeObject): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** A field of whatever depth: `at(service, 'spec', 'ports')`. */
export function at<T>(object: unknown, ...path: (string | number)[]): T | undefined {
  let value = object;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return (value ?? undefined) as T | undefined;
}

export const hasLabels = (labels: Labels = {}, wanted: Labels = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
