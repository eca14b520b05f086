/**
 * Proves on the cluster of kubectl that nothing is lost that the Collector has accepted:
 *
 *     npm run test:no-loss -- [--parts collector,jaeger,storage] [--away 120] [--traces 2000]
 *
 * Numbered traces are sent all the while; each part of the chain is killed, then taken away and brought back; in the end
 * the traces are counted in the storage. Exits with 1 if one is lost. All options: README.md.
 */
import { createQueryClient } from '@tracewalk/query-client';
import { type QueryApi, openQueryApi } from '../query-api.ts';
import { experiment, type Part, type Say } from './experiment.ts';
import { kubectl } from '../kubectl.ts';
import { readOptions, type Options } from './options.ts';
import { deleteSenderPod, startSenderPod } from './sender-pod.ts';
import { conclusion, table } from './table.ts';
import { partOf, refuseWhatCannotBeCounted, workloadsOf } from './workloads.ts';

/** Before and after each disturbance, so that some traces are of calm times. */
const CALM_SECONDS = 5;

const begin = performance.now();
const say: Say = (line) =>
  console.log(`${((performance.now() - begin) / 1_000).toFixed(0).padStart(5)} s  ${line}`);

async function findParts({ parts, named }: Options): Promise<Part[]> {
  const found = [];
  for (const name of parts) {
    const workloads = await workloadsOf(kubectl, name);
    if (workloads.length > 0) found.push(partOf(kubectl, name, workloads));
    else if (named)
      throw new Error(`Cannot take away the ${name}: nothing is labelled so in the namespace observability`);
    else say(`${name}: is no part of its own here`); // Badger is inside Jaeger
  }
  return found;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  await refuseWhatCannotBeCounted(kubectl, options.parts, await workloadsOf(kubectl, 'jaeger'));
  const parts = await findParts(options);
  let api: QueryApi | undefined;
  const restore = async () => {
    api?.[Symbol.dispose]();
    await Promise.all([...parts.map((part) => part.bringBack()), deleteSenderPod(kubectl)]);
  };
  const interrupted = () => void restore().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted);
  try {
    if (options.queryUrl === undefined) api = await openQueryApi();
    const client = createQueryClient(options.queryUrl ?? api?.url ?? '');
    const sender = await startSenderPod(kubectl, options.rate, options.image);
    const rows = await experiment(
      { ...options, parts, calm: CALM_SECONDS },
      sender,
      (id) => client.trace(id),
      say,
    );
    console.log(['', ...table(rows), '', ...conclusion(rows, sender)].join('\n'));
    return rows.every(({ lost }) => lost.length === 0) ? 0 : 1;
  } finally {
    await restore();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
