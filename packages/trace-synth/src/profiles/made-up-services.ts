/** Services for profiles whose source publishes no names. */
import type { TopologyInput } from '../topology/topology.ts';

const ROLES = [
  'ranking', 'features', 'index', 'policy', 'budget', 'auction', 'graph', 'media', 'config', 'experiments',
  'counters', 'store', 'router', 'aggregator', 'sessions', 'inventory', 'search', 'feed', 'quota', 'geo',
]; // prettier-ignore
const LANGUAGES = ['java', 'go', 'python', 'nodejs', 'dotnet'] as const;

export interface MadeUpServices {
  readonly services: TopologyInput['services'];
  readonly callees: { service: string; operation: string; weight: number }[];
}

/**
 * So many services of one RPC and some work of their own each. A few are called often, most seldom.
 * @param self the RPC's own time
 */
export function madeUpServices(
  prefix: string,
  count: number,
  self: Record<string, string>,
  failureRate = 0.001,
): MadeUpServices {
  const named = Array.from({ length: count }, (_, index) => {
    const role = ROLES[index % ROLES.length] ?? 'store';
    const number = Math.floor(index / ROLES.length);
    return { service: `${prefix}-${role}${number > 0 ? `-${number}` : ''}`, role, index };
  });
  const services = named.map(({ service, role, index }): [string, TopologyInput['services'][string]] => {
    const type = `${role.charAt(0).toUpperCase()}${role.slice(1)}`;
    return [
      service,
      {
        language: LANGUAGES[index % LANGUAGES.length] ?? 'go',
        instances: 1 + (index % 7),
        port: 9_090,
        operations: {
          serve: {
            name: `${prefix}.v1.${type}/${index % 2 === 0 ? 'Get' : 'Resolve'}`,
            kind: 'SERVER',
            type: 'rpc',
            self,
            failures: [
              {
                rate: failureRate,
                status: 'UNAVAILABLE',
                type: 'UnavailableError',
                message: 'no healthy upstream',
              },
            ],
          },
          work: { name: `${role} work`, self },
        },
      },
    ];
  });
  return {
    services: Object.fromEntries(services),
    callees: named.map(({ service, index }) => ({
      service,
      operation: 'serve',
      weight: Number(((index + 1) ** -0.8).toPrecision(3)),
    })),
  };
}
