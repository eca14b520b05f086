import type { KubeObject } from '../object.ts';
import { containersOf, podsOf, type Pod, type SecurityContext } from '../pods.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** Pod Security `restricted`, which both namespaces enforce, and a read-only root file system besides. */
export const restricted: Rule = {
  name: 'restricted',
  says: 'pods keep to Pod Security restricted, and write to volumes only',
  check: (objects) => objects.flatMap(podsOf).flatMap((pod) => [...podProblems(pod), ...containers(pod)]),
};

const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function podProblems({ object, path, spec }: Pod): Problem[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  const volumes = (spec.volumes ?? []).flatMap(({ name, ...kinds }) =>
    Object.keys(kinds)
      .filter((kind) => !VOLUMES.has(kind))
      .map((kind) => `volumes[${name}].${kind}`),
  );
  return [...shared, ...volumes].map((field) => ({
    object,
    field: `${path}.${field}`,
    wrong: 'gives the pod a part of its node',
    remedy: 'Pod Security refuses that in every namespace of ours: find another way.',
  }));
}

function containers(pod: Pod): Problem[] {
  return containersOf(pod).flatMap(({ container, field }) => {
    // What a container does not say is as its pod says.
    const context = { ...pod.spec.securityContext, ...container.securityContext };
    const ports = (container.ports ?? []).filter(({ hostPort }) => hostPort !== undefined);
    const shared = ports.map(() =>
      problem(pod.object, `${field}.ports`, 'take a port of the node', 'no hostPort'),
    );
    return [
      ...shared,
      ...DEMANDS.filter(({ holds }) => !holds(context)).map(({ wanted, why }) =>
        problem(pod.object, `${field}.securityContext`, why, wanted),
      ),
    ];
  });
}

const problem = (object: KubeObject, field: string, wrong: string, wanted: string): Problem => ({
  object,
  field,
  wrong,
  remedy: `It must have ${wanted}.`,
});

const DEMANDS: { wanted: string; why: string; holds: (context: SecurityContext) => boolean }[] = [
  {
    wanted: 'runAsNonRoot: true and no runAsUser: 0',
    why: 'may run as root',
    holds: ({ runAsNonRoot, runAsUser }) => runAsNonRoot === true && runAsUser !== 0,
  },
  {
    wanted: 'allowPrivilegeEscalation: false',
    why: 'may gain privileges',
    holds: ({ allowPrivilegeEscalation, privileged }) => allowPrivilegeEscalation === false && !privileged,
  },
  {
    wanted: 'capabilities: { drop: [ALL] }',
    why: 'keeps capabilities',
    holds: ({ capabilities: { add = [], drop = [] } = {} }) =>
      drop.includes('ALL') && add.every((each) => each === 'NET_BIND_SERVICE'),
  },
  {
    wanted: 'seccompProfile: { type: RuntimeDefault }',
    why: 'has no seccomp profile',
    holds: ({ seccompProfile }) => ['RuntimeDefault', 'Localhost'].includes(seccompProfile?.type ?? ''),
  },
  {
    wanted: 'readOnlyRootFilesystem: true, and an emptyDir where it writes',
    why: 'may write to its image',
    holds: ({ readOnlyRootFilesystem }) => readOnlyRootFilesystem === true,
  },
];
