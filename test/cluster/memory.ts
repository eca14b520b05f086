import { kubectl } from './kubectl.ts';

interface Summary {
  pods: { podRef: { namespace: string; name: string }; memory?: { workingSetBytes?: number } }[];
}

/** What the kubelets say their pods in these namespaces use, largest first. */
export async function memoryOf(namespaces: readonly string[]): Promise<string> {
  const nodes = (await kubectl(['get', 'nodes', '-o', 'name'])).trim().split('\n');
  const answers = nodes.map((node) =>
    kubectl(['get', '--raw', `/api/v1/nodes/${node.replace('node/', '')}/proxy/stats/summary`]),
  );
  const pods = (await Promise.all(answers))
    .flatMap((answer) => (JSON.parse(answer) as Summary).pods)
    .filter(({ podRef }) => namespaces.includes(podRef.namespace))
    .map(({ podRef, memory }) => ({ name: podRef.name, bytes: memory?.workingSetBytes ?? 0 }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const lines = pods.map(({ name, bytes }) => `\n      ${megabytes(bytes).padStart(5)} MB  ${name}`);
  return `${megabytes(pods.reduce((sum, { bytes }) => sum + bytes, 0))} MB${lines.join('')}`;
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
