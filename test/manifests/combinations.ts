/** What there is in k8s: the combinations that can be built, and the components that they are made of. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../..');

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
}

/** `overlays/dev`, `tests/knative`: folders below k8s. */
export const combinations: readonly string[] = globSync('{overlays,tests}/**/kustomization.yaml', {
  cwd: join(ROOT, 'k8s'),
})
  .map((file) => dirname(file))
  .toSorted();

/** Names of folders in k8s/components. One may have parts of its own below. */
export const components: readonly string[] = globSync('components/*/', { cwd: join(ROOT, 'k8s') })
  .map((folder) => basename(folder))
  .toSorted();

/** The components that a combination takes, itself or through another. */
export function componentsOf(combination: string): Set<string> {
  const folders = reachable(join(ROOT, 'k8s', combination));
  const names = folders.map((folder) => relative(join(ROOT, 'k8s/components'), folder).split('/')[0] ?? '');
  return new Set(names.filter((name) => name !== '..' && name !== ''));
}

function reachable(folder: string): string[] {
  const file = join(folder, 'kustomization.yaml');
  if (!existsSync(file)) return [];
  const { resources = [], components: parts = [] } = (parse(readFileSync(file, 'utf8')) ??
    {}) as Kustomization;
  return [folder, ...[...resources, ...parts].flatMap((path) => reachable(resolve(folder, path)))];
}
