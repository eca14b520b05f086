/** The flags of a cluster are those of a laptop. Kustomize reads no file outside its folder, so there are two of it. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

it('begins with every fault off, as faults/flags.json does', async () => {
  const ours = await readFile(new URL('faults/flags.json', ROOT), 'utf8');
  const clusters = await readFile(new URL('k8s/components/faults/flags/flags.json', ROOT), 'utf8');
  expect(clusters).toBe(ours);
});
