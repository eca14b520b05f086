/** What our broker reads is what Knative gets. Kustomize reads no file outside its folder, so there are two of it. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

it('gives Knative the very Triggers of our broker', async () => {
  const ours = await readFile(new URL('services/broker/triggers.yaml', ROOT), 'utf8');
  const knatives = await readFile(new URL('k8s/components/knative/eventing/triggers.yaml', ROOT), 'utf8');
  expect(knatives).toBe(ours);
});
