import { createQueryClient } from '@tracewalk/query-client';
import type { Microseconds } from '@tracewalk/trace-model';
import { list, type Resource } from './kubectl.ts';
import { eventually } from './step.ts';

/** Its spans are the ones looked for: it is in a pod of its own, or in the one pod for all. */
const SERVICE = 'user';

/** The Deployment that these tests change: where SERVICE runs. */
export async function tracedDeployment(): Promise<Resource> {
  const deployments = await list('deployments', 'tracewalk', 'app.kubernetes.io/component=service');
  const deployment = deployments.find(({ metadata }) => metadata.name === SERVICE) ?? deployments[0];
  if (!deployment) throw new Error('Cannot choose a Deployment: none in tracewalk is a service');
  return deployment;
}

/** Waits for a trace of SERVICE, begun from now on, on one of whose spans an attribute has a value. */
export async function seenInTraces(
  queryUrl: string,
  [attribute, value]: readonly [string, string],
  wait: number,
): Promise<void> {
  const client = createQueryClient(queryUrl);
  const start = (Date.now() * 1_000) as Microseconds;
  await eventually(`a trace of ${SERVICE} with ${attribute}=${value}`, wait, async () => {
    const traces = await client.search({ service: SERVICE, tags: { [attribute]: value }, start });
    return traces.length > 0 ? true : undefined;
  });
}
