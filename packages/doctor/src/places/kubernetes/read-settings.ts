/** The settings of the services on a cluster: each Deployment's environment, on top of what the image holds. */
import type { Env, ServiceSettings } from '../../settings/service-settings.ts';
import type { Cluster, Container, Deployment } from './objects.ts';

export type IdentityOf = (service: string) => Env | undefined;

interface Given {
  readonly value: string;
  readonly where: string;
}

/** Deployments that are no service of ours, such as Jaeger's, have no OTEL_SERVICE_NAME, and are left out. */
export function readSettings(cluster: Cluster, namespace: string, identityOf: IdentityOf): ServiceSettings[] {
  return cluster.all('Deployment', namespace).flatMap((deployment) => {
    const { containers } = deployment.spec.template.spec;
    const given = new Map(containers.flatMap((container) => [...givenBy(cluster, deployment, container)]));
    const own = given.get('OTEL_SERVICE_NAME')?.value;
    const identity = identityOf(own ?? deployment.metadata.name);
    const service = own ?? identity?.['OTEL_SERVICE_NAME'];
    if (!service) return [];
    const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
    const where = (variable: string) => given.get(variable)?.where ?? nameOf(deployment);
    return [{ service, env: { ...identity, ...values }, where }];
  });
}

const nameOf = ({ metadata: { name, namespace } }: Deployment): string =>
  `deployment/${name} in ${namespace}`;

/** What comes from a Secret stays there. */
function givenBy(
  cluster: Cluster,
  deployment: Deployment,
  { env = [], envFrom = [] }: Container,
): Map<string, Given> {
  const { namespace } = deployment.metadata;
  const configMap = (name = '') =>
    cluster.all('ConfigMap', namespace).find(({ metadata }) => metadata.name === name);
  const given = new Map<string, Given>();
  for (const { configMapRef } of envFrom) {
    const where = `configmap/${configMapRef?.name} in ${namespace}`;
    for (const [name, value] of Object.entries(configMap(configMapRef?.name)?.data ?? {}))
      given.set(name, { value, where });
  }
  for (const { name, value, valueFrom } of env) {
    const from = valueFrom?.configMapKeyRef;
    const found = from ? configMap(from.name)?.data?.[from.key] : value;
    const where = from ? `configmap/${from.name} in ${namespace}` : nameOf(deployment);
    if (found !== undefined) given.set(name, { value: found, where });
  }
  return given;
}
