/** Each rule is kept by good.yaml, and broken by it with one change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseObjects } from '../build.ts';
import { describeProblem } from '../problem.ts';
import { validate } from '../schemas/validate.ts';
import { RULES } from './index.ts';
import type { Rule } from './rule.ts';

const GOOD = readFileSync(join(import.meta.dirname, 'good.yaml'), 'utf8');

const schemas: Rule = {
  name: 'schemas',
  says: 'objects fit the schema of their API',
  check: (objects) => objects.flatMap(validate),
};
const rules = [schemas, ...RULES];

const problemsOf = (rule: Rule, text: string): string[] =>
  rule.check(parseObjects(text)).map(describeProblem);

/** By rule: what is replaced by what, and what is said then. */
const BROKEN: Record<string, [from: string, to: string, says: string][]> = {
  schemas: [
    [
      'replicas: 2',
      'replica: 2',
      'Deployment shop/user: spec.replica is not a field of this API. Mind the spelling',
    ],
    ['replicas: 2', 'replicas: two', 'spec.replicas must be integer, and is "two"'],
    [
      '  maxReplicas: 3',
      '  minReplicas: 3',
      'HorizontalPodAutoscaler shop/user: spec.maxReplicas is missing',
    ],
    ['policy/v1', 'policy/v1beta1', 'kind (policy/v1beta1/PodDisruptionBudget) have no recorded schema'],
  ],
  restricted: [
    ['runAsNonRoot: true', 'runAsUser: 0', 'containers[0].securityContext may run as root'],
    ['drop: [ALL]', 'drop: [NET_RAW]', 'keeps capabilities'],
    ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'may write to its image'],
    ['allowPrivilegeEscalation: false', 'privileged: true', 'may gain privileges'],
    ['seccompProfile: { type: RuntimeDefault }', 'runAsUser: 1', 'has no seccomp profile'],
    ['containerPort: 8081', 'containerPort: 8081, hostPort: 80', 'take a port of the node'],
    [
      'configMap: { name: settings }',
      'hostPath: { path: /etc }',
      'volumes[settings].hostPath gives the pod a part',
    ],
  ],
  tokens: [
    ['automountServiceAccountToken: false', 'hostname: user', 'automountServiceAccountToken is not false'],
  ],
  resources: [
    ['limits: { memory: 256Mi }', 'limits: {}', 'containers[0].resources.limits.memory is missing'],
    ['cpu: 20m, ', '', 'resources.requests.cpu is missing'],
  ],
  probes: [['livenessProbe', 'startupProbe', 'containers[0].livenessProbe is missing']],
  images: [
    ['tracewalk:0.1.0', 'tracewalk', 'image (registry.example:5000/tracewalk) may be another tomorrow'],
    ['contrib:0.160.0', 'contrib:latest', 'image (otel/opentelemetry-collector-contrib:latest)'],
  ],
  selectors: [
    [
      'selector: { app.kubernetes.io/name: user }',
      'selector: { app: user }',
      'Service shop/user: spec.selector matches no',
    ],
    [
      'matchLabels: { app.kubernetes.io/name: user }',
      'matchLabels: { app: user }',
      'does not match the pods of this',
    ],
  ],
  ports: [
    [
      'targetPort: http',
      'targetPort: web',
      'spec.ports[0].targetPort (web) is no port of Deployment shop/user. That has http',
    ],
    [
      'path: /healthz, port: http',
      'path: /healthz, port: 8080',
      'livenessProbe asks at 8080, which is no port',
    ],
  ],
  addresses: [
    [
      'http://user:$(PORT)',
      'http://users:$(PORT)',
      'there is no Service users in shop. There are otel-gateway, user',
    ],
    [
      'http://user:$(PORT)',
      'http://user',
      'env[SELF] has the address http://user: the Service has no port 80. It has 8081',
    ],
    ['otel-gateway.shop.svc:4317', 'otel-gateway.shop.svc:4318', 'the Service has no port 4318'],
  ],
  references: [
    [
      'name: settings }',
      'name: setting }',
      'takes ConfigMap setting, which is not there. There are settings',
    ],
    [
      'key: password',
      'key: secret',
      'takes secret of Secret database, which has no such key. It has password',
    ],
    ['{ name: settings, mountPath', '{ name: other, mountPath', 'mounts other, which is no volume'],
    [
      'serviceAccountName: otel-gateway',
      'serviceAccountName: otel',
      'takes ServiceAccount otel, which is not there',
    ],
  ],
  targets: [
    [
      'kind: Deployment, name: user',
      'kind: Deployment, name: users',
      'names Deployment shop/users, which is not there',
    ],
    [
      'serviceName: otel-gateway',
      'serviceName: otel',
      'StatefulSet shop/otel-gateway: spec.serviceName names Service shop/otel',
    ],
  ],
  namespaces: [
    ['{ name: user, namespace: shop }', '{ name: user }', 'Service user: metadata.namespace is missing'],
    [
      '{ name: user, namespace: shop }',
      '{ name: user, namespace: shed }',
      '(shed) is not made here. There are shop',
    ],
    ['{ name: shop }', '{ name: shop, namespace: shop }', 'A Namespace belongs to the cluster'],
  ],
  duplicates: [
    [
      'kind: Secret\nmetadata: { name: database',
      'kind: ConfigMap\nmetadata: { name: settings',
      'ConfigMap shop/settings: metadata.name is there twice',
    ],
  ],
  budgets: [
    [
      'kind: PodDisruptionBudget\nmetadata: { name: user',
      'kind: Budget\nmetadata: { name: user',
      'Deployment shop/user: metadata.name has no Pod',
    ],
    ['maxUnavailable: 1', 'maxUnavailable: 0', 'never lets the pod of a workload with one replica go'],
  ],
  spread: [['topologySpreadConstraints:', 'tolerations:', 'topologySpreadConstraints is missing, although']],
  labels: [
    ['    env: dev\n', '', 'metadata.labels[env] is missing'],
    [
      'labels: *labels',
      'labels: { env: production }',
      'labels[env] (production) is dev on the object itself',
    ],
    ['service.name: user', 'service.name: users', '(users) is not OTEL_SERVICE_NAME (user)'],
    ['version: 0.1.0', 'version: 0.2.0', '(0.2.0) is not the version of the image (0.1.0)'],
    ['component: service', 'component: server', '(server) is none of ours'],
  ],
  identity: [
    [
      ',b3multi',
      '',
      'OTEL_PROPAGATORS] is tracecontext,baggage, not tracecontext,baggage,b3multi as in services/user/.env',
    ],
    ['OTEL_SERVICE_NAME', 'NAME', 'env[OTEL_SERVICE_NAME] is not there, not user'],
  ],
  environment: [
    ['- { name: PORT,', '- { name: P,', 'env[SELF] mentions $(PORT), which does not stand before it'],
    ['name: SELF', 'name: PORT', 'env[PORT] is there twice'],
  ],
  syntax: [
    ['exporters: { otlp_grpc', 'exporters: {{ otlp_grpc', 'data[collector.yaml] is no YAML'],
    ['  collector.yaml:', '  page.json:', 'data[page.json] is no JSON'],
  ],
  configurations: [
    [
      '--config=/etc/otelcol/collector.yaml',
      '--config=/etc/otelcol/gateway.yaml',
      'name /etc/otelcol/gateway.yaml, which is not mounted',
    ],
    [
      '  collector.yaml:',
      '  more.yaml: ""\n  collector.yaml:',
      'do not name /etc/otelcol/more.yaml, so that it has no effect',
    ],
  ],
  secrets: [
    [
      'password: tracewalk',
      'password: tG7h2kLq9ZxW4vBn8mPs',
      'data[password] looks like a real password or key',
    ],
    ['password: tracewalk', 'password: -----BEGIN PRIVATE KEY-----', 'looks like a private key or a token'],
  ],
};

describe.each(rules.map((rule) => [rule.name, rule] as const))('rule %s', (name, rule) => {
  it('is kept by good manifests', () => {
    expect(problemsOf(rule, GOOD)).toEqual([]);
  });

  it.each(BROKEN[name] ?? [])('is broken by %j as %j', (from, to, says) => {
    expect(GOOD).toContain(from);
    expect(
      problemsOf(
        rule,
        GOOD.replace(from, () => to),
      ),
    ).toContainEqual(expect.stringContaining(says));
  });

  it('is tried with bad manifests', () => {
    expect(BROKEN[name] ?? []).not.toEqual([]);
  });
});
