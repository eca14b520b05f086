/** The flags on a cluster: the ConfigMap `faults` of k8s/components/faults and k8s/components/flagd, by kubectl. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type FlagFile, formatFlags, parseFlags } from '@tracewalk/faults';

const CONFIG_MAP = 'faults';
const KEY = 'flags.json';
/** The kubelet looks at a pod again when that changes, and then sees the ConfigMap too: seconds instead of a minute. */
const ANNOTATION = 'tracewalk.dev/faults-changed';

interface ConfigMap {
  metadata: { resourceVersion: string };
  data?: Record<string, string>;
}

/** Returns the flags as they are then. What somebody else has changed meanwhile is an error, and is not overwritten. */
export async function editConfigMap(
  namespace: string,
  edit: (file: FlagFile) => FlagFile,
): Promise<FlagFile> {
  const found = JSON.parse(
    await kubectl(namespace, 'get', 'configmap', CONFIG_MAP, '-o', 'json'),
  ) as ConfigMap;
  const before = parse(found.data?.[KEY] ?? '', namespace);
  const after = edit(before);
  const text = formatFlags(after);
  if (text === formatFlags(before)) return after;
  const { resourceVersion } = found.metadata;
  const patch = JSON.stringify({ metadata: { resourceVersion }, data: { [KEY]: text } });
  await kubectl(namespace, 'patch', 'configmap', CONFIG_MAP, '--type', 'merge', '-p', patch);
  const now = `${ANNOTATION}=${new Date().toISOString()}`;
  await kubectl(namespace, 'annotate', 'pods', '--all', '--overwrite', now);
  return after;
}

function parse(text: string, namespace: string): FlagFile {
  try {
    return parseFlags(text);
  } catch (error) {
    const state = (error as Error).message;
    throw new Error(`Cannot read ${KEY} of the ConfigMap ${CONFIG_MAP} in ${namespace}: ${state}`, {
      cause: error,
    });
  }
}

async function kubectl(namespace: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['--namespace', namespace, ...args]);
    return stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const state = code === 'ENOENT' ? 'there is no kubectl on the PATH' : stderr.trim() || 'kubectl failed';
    const remedy = /not found/.test(state) ? '. Deploy with the component k8s/components/faults' : '';
    throw new Error(`Cannot reach the faults of the cluster: ${state}${remedy}`, { cause: error });
  }
}
