import { at, kindOf, type KubeObject } from '../object.ts';
import type { Rule } from './rule.ts';

/** References between objects that no pod makes. */
export const targets: Rule = {
  name: 'targets',
  says: 'what an object names is there: what is scaled, bound, subscribed or routed to',
  check: (objects) =>
    objects.flatMap((object) =>
      targetsOf(object)
        .filter((target) => !isGiven(target) && !objects.some((each) => is(each, target)))
        .map(({ field, kind, name, namespace }) => ({
          object,
          field,
          wrong: `names ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}, which is not there`,
          remedy: `There are ${namesOf(objects, kind)}.`,
        })),
    ),
};

interface Target {
  readonly field: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Reference {
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Where each kind has its references, and of which kind these are where they don't say it. */
const FIELDS: Record<string, { path: string; kind?: string }[]> = {
  'autoscaling/v2/HorizontalPodAutoscaler': [{ path: 'spec.scaleTargetRef' }],
  'apps/v1/StatefulSet': [{ path: 'spec.serviceName', kind: 'Service' }],
  'rbac.authorization.k8s.io/v1/RoleBinding': [{ path: 'roleRef' }, { path: 'subjects' }],
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': [{ path: 'roleRef' }, { path: 'subjects' }],
  'eventing.knative.dev/v1/Trigger': [
    { path: 'spec.broker', kind: 'Broker' },
    { path: 'spec.subscriber.ref' },
    { path: 'spec.delivery.deadLetterSink.ref' },
  ],
  'sources.knative.dev/v1/ContainerSource': [{ path: 'spec.sink.ref' }],
  'cert-manager.io/v1/Certificate': [{ path: 'spec.issuerRef', kind: 'Issuer' }],
  'gateway.networking.k8s.io/v1/HTTPRoute': [
    { path: 'spec.parentRefs', kind: 'Gateway' },
    { path: 'spec.rules.backendRefs', kind: 'Service' },
  ],
  'gateway.envoyproxy.io/v1alpha1/SecurityPolicy': [{ path: 'spec.targetRefs' }],
};

/** Who asks the API server without being an object of it, and the roles that every cluster has. */
const isGiven = ({ kind, name }: Target): boolean =>
  kind === 'Group' ||
  kind === 'User' ||
  (kind === 'ClusterRole' && /^(view|edit|admin)$|^system:/.test(name));

/** Kinds without a namespace. */
const OF_CLUSTER = new Set(['ClusterRole', 'ClusterIssuer']);

const targetsOf = (object: KubeObject): Target[] =>
  (FIELDS[kindOf(object)] ?? []).flatMap(({ path, kind: usual = '' }) =>
    collect(object, path.split('.')).map((found) => {
      const { kind = usual, name, namespace } = typeof found === 'string' ? { name: found } : found;
      return {
        field: path,
        kind,
        name,
        namespace: OF_CLUSTER.has(kind) ? undefined : (namespace ?? object.metadata.namespace),
      };
    }),
  );

/** Follows a path, through each element of a list. */
function collect(value: unknown, [field, ...rest]: string[]): (string | Reference)[] {
  if (Array.isArray(value))
    return value.flatMap((each) => collect(each, field === undefined ? [] : [field, ...rest]));
  if (value === undefined || value === null) return [];
  if (field === undefined) return [value as string | Reference];
  return collect(at(value, field), rest);
}

const is = ({ kind, metadata }: KubeObject, target: Target): boolean =>
  kind === target.kind && metadata.name === target.name && metadata.namespace === target.namespace;

const namesOf = (objects: readonly KubeObject[], kind: string): string =>
  objects
    .filter((each) => each.kind === kind)
    .map(({ metadata }) => metadata.name)
    .join(', ') || 'none';
