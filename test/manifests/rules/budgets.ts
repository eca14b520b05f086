import { at, type KubeObject } from '../object.ts';
import { podsOf } from '../pods.ts';
import type { Problem } from '../problem.ts';
import { selects, type Selector } from '../selector.ts';
import type { Rule } from './rule.ts';

/** A DaemonSet's pods stay with their node; how many a Knative Service has is Knative's to say. */
const OTHERWISE = new Set(['DaemonSet', 'Service']);

export const budgets: Rule = {
  name: 'budgets',
  says: 'every workload has a PodDisruptionBudget, which lets a node be emptied',
  check: (objects) => {
    const all = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
    return [...all.flatMap(blocking), ...objects.flatMap((object) => missing(object, all))];
  },
};

function missing(object: KubeObject, all: readonly KubeObject[]): Problem[] {
  return podsOf(object)
    .filter(({ isLasting }) => isLasting && !OTHERWISE.has(object.kind))
    .filter(({ labels }) => {
      const near = all.filter(({ metadata }) => metadata.namespace === object.metadata.namespace);
      return !near.some((each) => selects(at<Selector>(each, 'spec', 'selector') ?? {}, labels));
    })
    .map(() => ({
      object,
      field: 'metadata.name',
      wrong: 'has no PodDisruptionBudget',
      remedy: 'Add one with maxUnavailable: 1 and the same selector.',
    }));
}

function blocking(object: KubeObject): Problem[] {
  const { maxUnavailable, minAvailable } = at<Record<string, unknown>>(object, 'spec') ?? {};
  const never = [maxUnavailable === 0, maxUnavailable === '0%', minAvailable === '100%'].includes(true);
  return never || minAvailable === 1
    ? [
        {
          object,
          field: 'spec',
          wrong: 'never lets the pod of a workload with one replica go, so that its node cannot be emptied',
          remedy: 'Say maxUnavailable: 1.',
        },
      ]
    : [];
}
