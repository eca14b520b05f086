import { isRolledOut } from './deploy.ts';
import { kubectl, type Resource } from './kubectl.ts';
import { seenInTraces, tracedDeployment } from './traced-deployment.ts';

const NEXT = '0.1.1-rollout';

/** A pod template with another version rolls out and shows in the traces as service.version; so does the way back. */
export async function rollsOutAndBack(queryUrl: string, wait: number): Promise<string> {
  const deployment = await tracedDeployment();
  const before = await versionOf(deployment);
  const change = { spec: { template: { metadata: { labels: { version: NEXT } } } } };
  await rollOut(deployment, ['patch', '--patch', JSON.stringify(change)], wait);
  await seenInTraces(queryUrl, ['service.version', NEXT], wait);
  await rollOut(deployment, ['rollout', 'undo'], wait);
  await seenInTraces(queryUrl, ['service.version', before], wait);
  return `${deployment.metadata.name} ${before} > ${NEXT} > ${before}`;
}

async function rollOut(deployment: Resource, [verb = '', ...args]: string[], wait: number): Promise<void> {
  const subject = `deployment/${deployment.metadata.name}`;
  const words = verb === 'rollout' ? [verb, ...args, subject] : [verb, subject, ...args];
  await kubectl([...words, '-n', 'tracewalk']);
  await isRolledOut(deployment, wait);
}

async function versionOf({ metadata: { name } }: Resource): Promise<string> {
  const path = 'jsonpath={.spec.template.metadata.labels.version}';
  return kubectl(['get', 'deployment', name, '-n', 'tracewalk', '-o', path]);
}
