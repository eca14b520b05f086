import { at } from '../object.ts';
import { containersOf, podsOf } from '../pods.ts';
import type { Rule } from './rule.ts';

/** No CPU limit is wanted: it would slow a service down while the node is idle. */
const WANTED = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'memory'],
];

export const resources: Rule = {
  name: 'resources',
  says: 'containers request CPU and memory, and have a memory limit',
  check: (objects) =>
    objects.flatMap(podsOf).flatMap((pod) =>
      containersOf(pod).flatMap(({ container, field }) =>
        WANTED.filter((path) => at(container.resources, ...path) === undefined).map((path) => ({
          object: pod.object,
          field: `${field}.resources.${path.join('.')}`,
          wrong: 'is missing',
          remedy: 'Measure what the container takes, and set it a little above that.',
        })),
      ),
    ),
};
