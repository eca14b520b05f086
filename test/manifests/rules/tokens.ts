import { podsOf } from '../pods.ts';
import type { Rule } from './rule.ts';

/** A pod that has a ServiceAccount of its own is one that asks the API server. */
export const tokens: Rule = {
  name: 'tokens',
  says: 'a pod that does not ask the API server gets no token for it',
  check: (objects) =>
    objects
      .flatMap(podsOf)
      .filter(({ spec }) => !spec.serviceAccountName && spec.automountServiceAccountToken !== false)
      .map(({ object, path }) => ({
        object,
        field: `${path}.automountServiceAccountToken`,
        wrong: 'is not false',
        remedy: 'Set it to false, or name the ServiceAccount that the pod needs.',
      })),
};
