import { isRolledOut } from './deploy.ts';
import { kubectl, list } from './kubectl.ts';
import { eventually } from './step.ts';
import { seenInTraces, tracedDeployment } from './traced-deployment.ts';

/** A pod that dies without a word is replaced, and the new one is in the traces by its name. */
export async function podIsReplaced(queryUrl: string, wait: number): Promise<string> {
  const deployment = await tracedDeployment();
  const selector = `app.kubernetes.io/name=${deployment.metadata.name}`;
  const before = (await list('pods', 'tracewalk', selector)).map(({ metadata }) => metadata.name);
  await kubectl(['delete', 'pod', ...before.slice(0, 1), '-n', 'tracewalk', '--grace-period=0', '--force']);
  const replacement = await eventually(`a new pod of ${deployment.metadata.name}`, wait, async () => {
    const after = await list('pods', 'tracewalk', selector);
    return after.find(({ metadata }) => !before.includes(metadata.name));
  });
  await isRolledOut(deployment, wait);
  await seenInTraces(queryUrl, ['k8s.pod.name', replacement.metadata.name], wait);
  return `${before[0]} > ${replacement.metadata.name}`;
}
