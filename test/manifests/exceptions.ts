/** What a rule may not hold for, and why. One that nothing needs any more is an error, too. */
import { nameOf } from './object.ts';
import type { Problem } from './problem.ts';

export interface Exception {
  readonly rule: string;
  /** `Deployment tracewalk/user`, without the hash that a generator adds. */
  readonly object: RegExp;
  readonly field?: RegExp;
  readonly combination?: RegExp;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'restricted',
    object: /^Deployment tracewalk\//,
    field: /securityContext$/,
    combination: /^overlays\/dev$/,
    reason: 'component file-sync: skaffold writes edited files into /app',
  },
  {
    rule: 'probes',
    object: /^Deployment tracewalk\/gentle-load$/,
    reason: 'it serves nobody, and ends when it cannot go on',
  },
  {
    rule: 'budgets',
    object: /^Deployment tracewalk\/gentle-load$/,
    reason: 'nobody misses it while it moves to another node',
  },
  {
    rule: 'labels',
    object: /^Deployment [^/]+\/tracewalk$/,
    field: /service\.name/,
    reason: 'one pod runs all services, each with a name of its own',
  },
  {
    rule: 'identity',
    object: /^(Deployment|ContainerSource) tracewalk\/heartbeats$/,
    field: /OTEL_PROPAGATORS/,
    reason: 'Knative and Envoy read traceparent, so heartbeats writes it beside b3',
  },
  {
    rule: 'identity',
    object: /^(Deployment|Service) tracewalk\/event-display$/,
    field: /OTEL_PROPAGATORS/,
    combination: /knative/,
    reason: 'Knative hands traceparent on, and writes no B3',
  },
  {
    rule: 'identity',
    object: /^Service tracewalk\/(coinflip|event-display)$/,
    field: /PORT/,
    reason: 'Knative sets PORT to the container port, and refuses a Service that sets it',
  },
  {
    rule: 'identity',
    object: /^Deployment tracewalk\/frontend-injected$/,
    reason: 'the operator injects it, as the Instrumentation says',
  },
  {
    rule: 'addresses',
    object: /^ConfigMap observability\/otel-gateway-config$/,
    field: /gateway\.yaml/,
    combination: /multi-cluster-remote/,
    reason: 'a later file of the configuration sends to the central cluster instead',
  },
  {
    rule: 'addresses',
    object: /^ConfigMap observability\/otel-gateway-config$/,
    combination: /otel-operator/,
    reason: 'the operator makes the Service jaeger-collector of the OpenTelemetryCollector jaeger',
  },
  {
    rule: 'references',
    object: /^Deployment observability\/oauth2-proxy$/,
    reason: 'its passwords are made by whoever deploys: README of the component',
  },
  {
    rule: 'references',
    object: /^StatefulSet observability\/otel-gateway$/,
    field: /volumes\[(clusters|central)\]/,
    reason:
      'certificates and addresses of the two clusters come from whoever deploys: README of the component',
  },
  {
    rule: 'references',
    object: /./,
    field: /volumes\[tls\]/,
    combination: /tls-without-cert-manager/,
    reason: 'without cert-manager the certificates come from whoever deploys: README of the component',
  },
];

export function isExcepted(rule: string, combination: string, problem: Problem): Exception | undefined {
  const object = nameOf(problem.object).replace(/-[a-z0-9]{10}$/, '');
  return EXCEPTIONS.find(
    (each) =>
      each.rule === rule &&
      each.object.test(object) &&
      (each.field?.test(problem.field) ?? true) &&
      (each.combination?.test(combination) ?? true),
  );
}

/** What an older program has against a configuration that the pinned one takes. */
export const OLDER_PROGRAMS: readonly { readonly says: RegExp; readonly reason: string }[] = [
  {
    says: /no such feature gate "storage\.clickhouse"/,
    reason: 'Jaeger has known the gate since 2.18, and has taken ClickHouse only with it until 2.20',
  },
];
