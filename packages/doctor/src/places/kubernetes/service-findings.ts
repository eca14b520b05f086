/** The Services that the settings name: whether there are such, with such a port, and a pod behind them. */
import { finding, namesOf, type Finding } from '../../finding.ts';
import type { ServiceSettings } from '../../settings/service-settings.ts';
import { serviceNamed, type ServiceName } from './dns-name.ts';
import type { Cluster } from './objects.ts';

interface Use extends ServiceName {
  readonly port: number;
  readonly variable: string;
  readonly settings: ServiceSettings;
}

/** Every address in the settings that is one of the cluster. */
export function usesOf(services: readonly ServiceSettings[], namespace: string): Use[] {
  return services.flatMap((settings) =>
    Object.entries(settings.env).flatMap(([variable, value = '']) => {
      const url = /^https?:\/\//.test(value) ? URL.parse(value) : undefined;
      const named = url && serviceNamed(url.hostname, namespace);
      if (!url || !named) return [];
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      return [{ ...named, port, variable, settings }];
    }),
  );
}

/** Each address once, with all who use it. */
export function serviceFindings(cluster: Cluster, uses: readonly Use[]): Finding[] {
  const alike = Map.groupBy(uses, ({ name, namespace, port }) => `${name}.${namespace}:${port}`);
  return [...alike.values()].flatMap((of) => explain(cluster, of));
}

function explain(cluster: Cluster, of: readonly Use[]): Finding[] {
  const [use] = of;
  if (!use) return [];
  const { name, namespace, port, variable, settings } = use;
  const users = [...new Set(of.map((each) => each.settings.service))];
  // Where spans are sent in vain, those of the senders are missing; where somebody is called, theirs.
  const services = of.some((each) => each.variable.startsWith('OTEL_')) ? users : [name];
  const rest = { about: `${name}.${namespace}`, services };
  const named = `${variable} of ${namesOf(users)}`;
  const where = settings.where(variable);
  const service = cluster.service(namespace, name);
  if (!service) {
    const there = cluster.all('Service', namespace).map(({ metadata }) => metadata.name);
    const known = there.length > 0 ? `there are ${there.join(', ')}` : `there is none in ${namespace}`;
    const change = `${where}: in ${variable}, write the name of a Service; ${known}`;
    return [
      finding('service-unknown', { ...rest, evidence: `${named} names ${name} in ${namespace}`, change }),
    ];
  }
  const ports = (service.spec.ports ?? []).map((each) => each.port);
  if (service.spec.type === 'ExternalName') return [];
  if (!ports.includes(port)) {
    const change = `${where}: in ${variable}, write one of ${ports.join(', ')}`;
    return [finding('service-port-unknown', { ...rest, evidence: `${named} has port ${port}`, change })];
  }
  if (cluster.hasEndpoints(service) || cluster.podsOf(service).length > 0) return [];
  const selector = Object.entries(service.spec.selector ?? {}).map((pair) => pair.join('='));
  const deployment = cluster.all('Deployment', namespace).find(({ metadata }) => metadata.name === name);
  const change =
    deployment?.spec.replicas === 0
      ? `kubectl scale -n ${namespace} deployment/${name} --replicas 1`
      : `service/${name} in ${namespace}: let the selector match the labels of its pods`;
  const evidence = `its selector ${selector.join(',')} matches no pod`;
  return [finding('service-without-endpoints', { ...rest, evidence, change })];
}
