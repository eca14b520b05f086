import { at, type KubeObject, type Labels } from '../object.ts';
import { podsOf, type Pod } from '../pods.ts';
import type { Problem } from '../problem.ts';
import { selectedPods, selects, type Selector } from '../selector.ts';
import type { Rule } from './rule.ts';

export const selectors: Rule = {
  name: 'selectors',
  says: 'selectors match: a workload its own pods, a Service or a budget at least one',
  check: (objects) => [
    ...objects.flatMap(podsOf).flatMap(ownSelectors),
    ...objects.flatMap((object) => {
      const [field, selector] = selectorOf(object) ?? [];
      if (!selector || selectedPods(objects, object.metadata.namespace, selector).length > 0) return [];
      return [problem(object, field ?? '', selector, 'matches no pod')];
    }),
  ],
};

/** How a workload finds its pods, and which pods they keep away from. */
function ownSelectors({ object, path, spec, labels }: Pod): Problem[] {
  const spread = (spec.topologySpreadConstraints ?? []) as { labelSelector?: Selector }[];
  const own: [string, Selector | undefined][] = [
    ['spec.selector', at<Selector>(object, 'spec', 'selector')],
    ...spread.map(({ labelSelector }, index): [string, Selector | undefined] => [
      `${path}.topologySpreadConstraints[${index}].labelSelector`,
      labelSelector,
    ]),
  ];
  return own.flatMap(([field, selector]) =>
    selector && !selects(selector, labels)
      ? [problem(object, field, selector, 'does not match the pods of this template')]
      : [],
  );
}

function selectorOf(object: KubeObject): [string, Selector] | undefined {
  if (object.apiVersion === 'v1' && object.kind === 'Service') {
    const matchLabels = at<Labels>(object, 'spec', 'selector');
    // The pods of an operator are not among the manifests.
    const isOperators = /operator/.test(matchLabels?.['app.kubernetes.io/managed-by'] ?? '');
    return matchLabels && !isOperators ? ['spec.selector', { matchLabels }] : undefined;
  }
  const selector = object.kind === 'PodDisruptionBudget' && at<Selector>(object, 'spec', 'selector');
  return selector ? ['spec.selector', selector] : undefined;
}

const problem = (object: KubeObject, field: string, selector: Selector, wrong: string): Problem => ({
  object,
  field,
  wrong: `${wrong}: ${JSON.stringify(selector.matchLabels ?? selector.matchExpressions)}`,
  remedy: "Compare it with the labels of the pods' template.",
});
