import { at } from '../object.ts';
import { podsOf } from '../pods.ts';
import type { Rule } from './rule.ts';

export const spread: Rule = {
  name: 'spread',
  says: 'replicas go to different nodes where there are several',
  check: (objects) =>
    objects
      .flatMap(podsOf)
      .filter(({ object }) => (at<number>(object, 'spec', 'replicas') ?? 1) > 1)
      .filter(({ spec }) => !spec.topologySpreadConstraints && !at(spec, 'affinity', 'podAntiAffinity'))
      .map(({ object, path }) => ({
        object,
        field: `${path}.topologySpreadConstraints`,
        wrong: 'is missing, although there is more than one replica',
        remedy: 'Spread them over kubernetes.io/hostname, with ScheduleAnyway.',
      })),
};
