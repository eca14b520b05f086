import { kindOf } from '../object.ts';
import { kinds } from '../schemas/validate.ts';
import type { Rule } from './rule.ts';

/** Those that a combination may write to although it does not make them: somebody's installation. */
const FOREIGN = new Set([
  'istio-system',
  'knative-eventing',
  'knative-serving',
  'linkerd',
  'argocd',
  'flux-system',
  'cert-manager',
]);

export const namespaces: Rule = {
  name: 'namespaces',
  says: 'what belongs in a namespace says in which, and the namespace is made',
  check: (objects) => {
    const made = new Set(
      objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
    );
    return objects.flatMap((object) => {
      const { namespace } = object.metadata;
      const problem = (wrong: string, remedy: string) => [
        { object, field: 'metadata.namespace', wrong, remedy },
      ];
      const isNamespaced = kinds.get(kindOf(object))?.namespaced;
      if (isNamespaced === false && namespace !== undefined)
        return problem('is there', `A ${object.kind} belongs to the cluster: remove it.`);
      if (isNamespaced && namespace === undefined)
        return problem('is missing', "It would go where the user's kubectl happens to point: name it.");
      if (namespace === undefined || made.has(namespace) || FOREIGN.has(namespace)) return [];
      return problem(`(${namespace}) is not made here`, `There are ${[...made].join(', ')}.`);
    });
  },
};
