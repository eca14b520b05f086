import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { kubectl, list, type Resource } from './kubectl.ts';
import { step } from './step.ts';

const FOLDERS = ['k8s/overlays', 'k8s/tests'];
const NAMESPACES = ['tracewalk', 'observability'];

/** The YAML of an overlay, with the services' image replaced if another one is wanted. */
export function buildManifests(overlay: string, image?: string): string {
  const folder = FOLDERS.map((parent) => `${parent}/${overlay}`).find((path) => existsSync(path));
  if (!folder) throw new Error(`Cannot deploy ${overlay}: it is neither in ${FOLDERS.join(' nor in ')}`);
  const yaml = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return image ? yaml.replaceAll(/image: tracewalk:\S+/g, `image: ${image}`) : yaml;
}

export async function deploy(manifests: string, wait: number): Promise<void> {
  await refuseToOverwrite();
  await step('deploy', async () => {
    // Server-side: some objects are too big for the annotation that a client-side apply leaves.
    const applied = await kubectl(['apply', '--server-side', '-f', '-'], manifests);
    return `${applied.trim().split('\n').length} objects`;
  });
  for (const namespace of NAMESPACES) {
    await step(`everything in ${namespace} is there`, async () => {
      const workloads = await list('deployments,statefulsets', namespace);
      await Promise.all(workloads.map((workload) => isRolledOut(workload, wait)));
      return `${workloads.length} workloads`;
    });
  }
}

async function refuseToOverwrite(): Promise<void> {
  const found = await kubectl(['get', 'namespaces', '-o', 'name', '--ignore-not-found', ...NAMESPACES]);
  if (found.trim() === '') return;
  const names = found.trim().replaceAll('\n', ' and ');
  throw new Error(`Cannot deploy: ${names} exist on this cluster already, and this test would remove them`);
}

export async function isRolledOut(
  { kind, metadata: { name, namespace } }: Resource,
  wait: number,
): Promise<void> {
  const workload = `${kind.toLowerCase()}/${name}`;
  await kubectl(['rollout', 'status', '-n', namespace ?? '', workload, `--timeout=${wait}s`]);
}

/** Namespaces take what is in them along, volumes included. */
export async function cleanUp(manifests: string): Promise<undefined> {
  await kubectl(['delete', '--ignore-not-found', '--wait', '--timeout=180s', '-f', '-'], manifests);
  return undefined;
}
