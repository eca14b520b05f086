/** The pods that an object makes, and what of their specification the rules look at. */
import { at, kindOf, type KubeObject, type Labels, type Metadata } from './object.ts';

export interface Pod {
  readonly object: KubeObject;
  /** Where its specification is: `spec.template.spec`. */
  readonly path: string;
  readonly labels: Labels;
  readonly spec: PodSpec;
  /** Not so: a Job's. */
  readonly isLasting: boolean;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly securityContext?: SecurityContext;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly { name: string }[];
  readonly [field: string]: unknown;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly { configMapRef?: Reference; secretRef?: Reference }[];
  readonly ports?: readonly { name?: string; containerPort: number; hostPort?: number }[];
  readonly volumeMounts?: readonly { name: string; mountPath: string; subPath?: string }[];
  readonly resources?: { requests?: Labels; limits?: Labels };
  readonly securityContext?: SecurityContext;
  readonly restartPolicy?: string;
  readonly [probe: string]: unknown;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    configMapKeyRef?: Reference & { key: string };
    secretKeyRef?: Reference & { key: string };
    fieldRef?: { fieldPath: string };
  };
}

export interface Reference {
  readonly name: string;
  readonly optional?: boolean;
}

export interface Volume {
  readonly name: string;
  readonly [kind: string]: unknown;
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { add?: readonly string[]; drop?: readonly string[] };
  readonly seccompProfile?: { type: string };
}

const TEMPLATES: Record<string, string[]> = {
  'apps/v1/Deployment': ['spec', 'template'],
  'apps/v1/StatefulSet': ['spec', 'template'],
  'apps/v1/DaemonSet': ['spec', 'template'],
  'batch/v1/Job': ['spec', 'template'],
  'batch/v1/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'serving.knative.dev/v1/Service': ['spec', 'template'],
  'sources.knative.dev/v1/ContainerSource': ['spec', 'template'],
};

export function podsOf(object: KubeObject): Pod[] {
  const path = TEMPLATES[kindOf(object)];
  const spec = path && at<PodSpec>(object, ...path, 'spec');
  if (!spec) return [];
  const labels = at<Metadata>(object, ...path, 'metadata')?.labels ?? {};
  const isLasting = !kindOf(object).startsWith('batch/');
  return [{ object, path: [...path, 'spec'].join('.'), labels, spec, isLasting }];
}

/** Each container with the field where it is. */
export function containersOf({
  path,
  spec,
}: Pod): { container: Container; field: string; isInit: boolean }[] {
  const list = (containers: readonly Container[] = [], name: string) =>
    containers.map((container, index) => ({
      container,
      field: `${path}.${name}[${index}]`,
      // One that is restarted when it ends runs beside the others: a sidecar.
      isInit: name === 'initContainers' && container.restartPolicy !== 'Always',
    }));
  return [...list(spec.initContainers, 'initContainers'), ...list(spec.containers, 'containers')];
}
