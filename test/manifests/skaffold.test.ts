/** What `skaffold dev` and its profiles deploy is what the other tests here build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { combinations, components, ROOT } from './combinations.ts';

interface Manifests {
  readonly kustomize: { readonly paths: readonly string[] };
}

const { manifests, profiles } = parse(readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8')) as {
  manifests: Manifests;
  profiles: readonly { name: string; manifests: Manifests }[];
};

/** No cluster of ours is deployed by them: each is a part of a larger thing, and its README says how it comes there. */
const WITHOUT_PROFILE = ['file-sync', 'gitops', 'jaeger-split', 'multi-cluster', 'replicas'];

describe('skaffold', () => {
  it.each([{ name: 'no profile', manifests }, ...profiles])(
    'deploys, with $name, one tested combination',
    (each) => {
      const folders = each.manifests.kustomize.paths.map((path) => path.replace('k8s/', ''));
      expect(folders).toHaveLength(1);
      expect(combinations).toContain(folders[0]);
    },
  );

  it.each(components.filter((name) => !WITHOUT_PROFILE.includes(name)))('has a profile for %s', (name) => {
    expect(profiles.map((profile) => profile.name)).toContain(name);
  });

  it('has no name twice', () => {
    const names = profiles.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
