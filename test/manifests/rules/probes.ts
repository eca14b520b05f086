import { containersOf, podsOf } from '../pods.ts';
import type { Rule } from './rule.ts';

export const probes: Rule = {
  name: 'probes',
  says: 'containers that run on say whether they live and whether they can serve',
  check: (objects) =>
    objects
      .flatMap(podsOf)
      .filter(({ isLasting }) => isLasting)
      .flatMap((pod) =>
        containersOf(pod)
          .filter(({ isInit }) => !isInit)
          .flatMap(({ container, field }) =>
            ['livenessProbe', 'readinessProbe']
              .filter((probe) => container[probe] === undefined)
              .map((probe) => ({
                object: pod.object,
                field: `${field}.${probe}`,
                wrong: 'is missing',
                remedy: 'Add one, or Kubernetes takes every started process for one that works.',
              })),
          ),
      ),
};
