import { createQueryClient } from '@tracewalk/query-client';
import type { Microseconds } from '@tracewalk/trace-model';
import { list, type Resource } from './kubectl.ts';
import { eventually } from './step.ts';

/** The Deployment that these tests change, and a service whose spans come out of it. */
export async function tracedDeployment(): Promise<{ deployment: Resource; service: string }> {
  const deployments = await list('deployments', 'tracewalk', 'app.kubernetes.io/component=service');
  const user = deployments.find(({ metadata }) => metadata.name === 'user');
  const deployment = user ?? deployments[0];
  if (!deployment) throw new Error('Cannot choose a Deployment: none in tracewalk is a service');
  return { deployment, service: 'user' };
}

/** Waits for a trace of a service, begun from now on, on one of whose spans an attribute has a value. */
export async function seenInTraces(
  queryUrl: string,
  service: string,
  [attribute, value]: readonly [string, string],
  wait: number,
): Promise<void> {
  const client = createQueryClient(queryUrl);
  const start = (Date.now() * 1_000) as Microseconds;
  await eventually(`a trace of ${service} with ${attribute}=${value}`, wait, async () => {
    const traces = await client.search({ service, tags: { [attribute]: value }, start });
    return traces.length > 0 ? true : undefined;
  });
}
