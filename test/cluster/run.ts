/**
 * Deploys a part of k8s/ to whatever cluster kubectl points at, holds it to the contracts of its stories, and cleans up:
 *
 *     npm run test:cluster -- --overlay dev
 *
 * Prints a line for each step, with how long it took; exits with 1 when a step fails.
 */
import { parseArgs } from 'node:util';
import { buildManifests, cleanUp, deploy } from './deploy.ts';
import { contractsAreKept } from './contracts.ts';
import { memoryOf } from './memory.ts';
import { podIsReplaced } from './pod-kill.ts';
import { openQueryApi } from './query-api.ts';
import { rollsOutAndBack } from './roll-out.ts';
import { step } from './step.ts';

const USAGE = `usage: npm run test:cluster -- --overlay NAME [--image IMAGE] [--wait SECONDS] [--keep]

  --overlay NAME    a folder in k8s/overlays or k8s/tests: dev, compact, badger, ...
  --image IMAGE     the services' image on that cluster (default: what the manifests say, tracewalk:0.1.0)
  --wait SECONDS    how long everything may take to be there, and each story to show (default: 300)
  --keep            leave it running

It wants a cluster without the namespaces tracewalk and observability, and removes them when it is done.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      overlay: { type: 'string' },
      image: { type: 'string' },
      wait: { type: 'string', default: '300' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (!values.overlay) throw new Error(`Cannot test: which overlay?\n\n${USAGE}`);
  const wait = Number(values.wait);
  if (!(wait > 0)) throw new Error(`Cannot wait ${values.wait} seconds: give a number above 0`);

  const manifests = buildManifests(values.overlay, values.image);
  try {
    await deploy(manifests, wait);
    using jaeger = await openQueryApi();
    await step('every story is in Jaeger', () => contractsAreKept(jaeger.url, wait));
    await step('memory of all pods', () => memoryOf(['tracewalk', 'observability']));
    await step('a new version rolls out, and back', () => rollsOutAndBack(jaeger.url, wait));
    await step('a killed pod is replaced, and traced', () => podIsReplaced(jaeger.url, wait));
  } finally {
    if (!values.keep) await step('clean up', () => cleanUp(manifests));
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
