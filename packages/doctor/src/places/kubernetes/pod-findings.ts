/** Pods that are not ready, and why: docs/kubernetes.md, "When it does not work". */
import { finding, type Finding } from '../../finding.ts';
import { isReady, type Cluster, type Pod } from './objects.ts';

/** Those of one owner are said once. */
export function podFindings(
  cluster: Cluster,
  namespaces: readonly string[],
  users: readonly string[],
): Finding[] {
  const pods = namespaces.flatMap((namespace) => cluster.all('Pod', namespace));
  const unready = pods.filter((pod) => !isReady(pod) && !pod.metadata.deletionTimestamp);
  const byOwner = Map.groupBy(unready, ({ metadata }) => `${metadata.namespace}/${ownerOf(metadata)}`);
  return [...byOwner.values()].flatMap((of) => {
    const [pod] = of;
    return pod ? [explain(pod, users)] : [];
  });
}

const ownerOf = ({ name, labels }: Pod['metadata']): string => labels?.['app.kubernetes.io/name'] ?? name;

/** @param users everybody: without the Collector, Jaeger or Postgres nothing of anybody arrives */
function explain(pod: Pod, users: readonly string[]): Finding {
  const { name, namespace = '' } = pod.metadata;
  const owner = ownerOf(pod.metadata);
  const services = users.includes(owner) ? [owner] : users;
  const { reason, message } = reasonOf(pod);
  const evidence = `pod ${name} in ${namespace}: ${reason}${message ? ` (${message.slice(0, 120)})` : ''}`;
  return finding('pod-not-ready', {
    about: owner,
    evidence,
    change: changeFor(reason, name, namespace),
    services,
  });
}

function reasonOf({ status: { phase = 'Unknown', conditions = [], containerStatuses = [] } }: Pod): {
  reason: string;
  message?: string;
} {
  const waiting = containerStatuses.find(({ state }) => state?.waiting)?.state?.waiting;
  const ended = containerStatuses.find(({ lastState }) => lastState?.terminated)?.lastState?.terminated;
  if (ended?.reason === 'OOMKilled') return { reason: 'OOMKilled', message: 'it had too little memory' };
  if (waiting?.reason)
    return { reason: waiting.reason, ...(waiting.message && { message: waiting.message }) };
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled)
    return {
      reason: unscheduled.reason ?? 'Pending',
      ...(unscheduled.message && { message: unscheduled.message }),
    };
  return { reason: phase === 'Running' ? 'not ready' : phase };
}

function changeFor(reason: string, pod: string, namespace: string): string {
  if (/ImagePull|ErrImage/.test(reason))
    return 'kind load docker-image tracewalk:0.1.0, or push the image and use --default-repo';
  if (reason === 'OOMKilled') return `raise resources.limits.memory of ${pod}`;
  if (reason === 'CrashLoopBackOff')
    return `mend what its log says: kubectl logs -n ${namespace} ${pod} --previous`;
  if (/Unschedulable|Pending/.test(reason))
    return `make room for it: kubectl describe pod -n ${namespace} ${pod}`;
  return `mend what its log says: kubectl logs -n ${namespace} ${pod}`;
}
