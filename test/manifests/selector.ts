/** Which pods a label selector means. */
import { hasLabels, type KubeObject, type Labels } from './object.ts';
import { podsOf, type Pod } from './pods.ts';

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export function selects({ matchLabels, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return hasLabels(labels, matchLabels) && matchExpressions.every((each) => meets(each, labels));
}

function meets(
  { key, operator, values = [] }: NonNullable<Selector['matchExpressions']>[number],
  labels: Labels,
): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isListed = value !== undefined && values.includes(value);
  return operator === 'In' ? isListed : !isListed;
}

/** The pods of one namespace that a selector means. */
export const selectedPods = (
  objects: readonly KubeObject[],
  namespace: string | undefined,
  selector: Selector,
): Pod[] =>
  objects
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(podsOf)
    .filter(({ labels }) => selects(selector, labels));
