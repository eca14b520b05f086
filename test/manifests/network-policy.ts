/** What NetworkPolicies allow, as Kubernetes defines it: worked out here, since many clusters accept them and do nothing. */
import type { KubeObject, Labels } from './object.ts';
import { selects, type Selector } from './selector.ts';

/** A pod, as far as a policy sees it. */
export interface Peer {
  readonly namespace: string;
  readonly labels: Labels;
  /** Numbers of its named ports. */
  readonly ports?: Readonly<Record<string, number>>;
}

interface Rule {
  readonly from?: readonly Peers[];
  readonly to?: readonly Peers[];
  readonly ports?: readonly { port?: number | string; protocol?: string; endPort?: number }[];
}
interface Peers {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: unknown;
}
interface Policy {
  readonly namespace: string;
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** An address outside the cluster, or one that no label knows, like the API server's. */
export const OUTSIDE = 'outside';
type Other = Peer | typeof OUTSIDE;

export class Network {
  readonly #policies: readonly Policy[];
  readonly #namespaces: ReadonlyMap<string, Labels>;

  constructor(objects: readonly KubeObject[]) {
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    this.#policies = ofKind('NetworkPolicy').map(({ metadata, spec }) => ({
      ...(spec as Policy),
      namespace: metadata.namespace ?? '',
    }));
    this.#namespaces = new Map(
      ofKind('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    );
  }

  /** Both ends have to allow it. A pod that no policy selects allows everything. */
  allows(from: Peer, to: Other, port: number, protocol = 'TCP'): boolean {
    const fits = (ports: Rule['ports']) => !ports || ports.some((each) => portFits(each, to, port, protocol));
    const leaves = this.#anyRule(
      from,
      'Egress',
      (policy, rule) => fits(rule.ports) && this.#includes(policy, rule.to, to),
    );
    const enters =
      to === OUTSIDE ||
      this.#anyRule(
        to,
        'Ingress',
        (policy, rule) => fits(rule.ports) && this.#includes(policy, rule.from, from),
      );
    return leaves && enters;
  }

  #anyRule(end: Peer, type: 'Ingress' | 'Egress', matches: (policy: Policy, rule: Rule) => boolean): boolean {
    const selecting = this.#policies.filter(
      ({ namespace, policyTypes, podSelector }) =>
        namespace === end.namespace && policyTypes.includes(type) && selects(podSelector, end.labels),
    );
    const rulesOf = (policy: Policy) => (type === 'Ingress' ? policy.ingress : policy.egress) ?? [];
    return (
      selecting.length === 0 ||
      selecting.some((policy) => rulesOf(policy).some((rule) => matches(policy, rule)))
    );
  }

  #includes(policy: Policy, peers: readonly Peers[] | undefined, other: Other): boolean {
    if (!peers) return true;
    return peers.some(({ podSelector = {}, namespaceSelector, ipBlock }) => {
      if (ipBlock !== undefined) throw new Error('Cannot judge a policy: it has an ipBlock');
      if (other === OUTSIDE) return false;
      const isNear = namespaceSelector
        ? selects(namespaceSelector, this.#labelsOf(other.namespace))
        : other.namespace === policy.namespace;
      return isNear && selects(podSelector, other.labels);
    });
  }

  #labelsOf(namespace: string): Labels {
    return { ...this.#namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
  }
}

function portFits(
  rule: NonNullable<Rule['ports']>[number],
  to: Other,
  port: number,
  protocol: string,
): boolean {
  if (rule.endPort !== undefined) throw new Error('Cannot judge a policy: it has an endPort');
  const named = to === OUTSIDE ? undefined : to.ports?.[String(rule.port)];
  const number = typeof rule.port === 'string' ? named : rule.port;
  return (rule.protocol ?? 'TCP') === protocol && (rule.port === undefined || number === port);
}
