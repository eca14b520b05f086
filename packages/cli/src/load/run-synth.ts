/** What `tracewalk load synth` does. */
import { writeFileSync } from 'node:fs';
import { createQueryClient } from '@tracewalk/query-client';
import {
  BadInput,
  checkEndpoint,
  readSynthPlan,
  readThreshold,
  reconcile,
  renderProgress,
  renderReport,
  Synth,
  type SynthPlan,
  type SynthReport,
  USUAL_THRESHOLD,
} from '@tracewalk/trace-synth/run';
import { checkWritable } from './check-writable.ts';
import { liveBlock } from './live-block.ts';

/** One Ctrl-C arrives twice, from the terminal and from npm; what comes this much later is a second one, in ms. */
const SAME_CTRL_C = 500;
const PROGRESS_MS = 500;

interface Flags {
  failIf?: string[];
  json?: string;
  check?: boolean;
  reconcile?: string;
  reconcileTraces?: string;
  reconcileWait?: string;
}

/**
 * Returns the exit code: 1 when spans were lost or a threshold was missed.
 * @throws BadInput (exit code 2) for flags that cannot be used, endpoints that do not take such requests, or a file that
 * cannot be written; nothing has been sent then.
 */
export async function runSynth(flags: Record<string, unknown>): Promise<number> {
  const { failIf = [USUAL_THRESHOLD], json, check = true, reconcile: url, ...rest } = flags as Flags;
  const { reconcileTraces = '5000', reconcileWait = '15s', ...texts } = rest;
  const samples = url === undefined ? 0 : reconcileTraces;
  const plan = readSynthPlan({ ...texts, samples }, flagName);
  const thresholds = failIf.map(readThreshold);
  const reconciler = url === undefined ? undefined : prepareReconciling(url, reconcileWait);
  if (json !== undefined && json !== '-') checkWritable(json);
  if (json === '-' && plan.file?.path === '-') {
    throw new BadInput(
      'Cannot write both traces and report to standard output: give --json or --output a file',
    );
  }
  if (check) await checkEndpoints(plan);

  const synth = startSynth(plan);
  const isLive = json !== '-' && process.stderr.isTTY;
  const report = await untilDone(synth, isLive);
  if (reconciler) report.reconciliation = await reconciler(synth, plan.seed, isLive);
  if (json !== undefined && json !== '-') writeFileSync(json, `${JSON.stringify(report)}\n`);
  // Where traces go to standard output, the report must not.
  const out = plan.file?.path === '-' ? process.stderr : process.stdout;
  out.write(`${json === '-' ? JSON.stringify(report) : renderReport(report)}\n`);
  const missed = thresholds.filter((each) => each.isMissed(report));
  for (const { text } of missed) process.stderr.write(`The threshold ${text} was missed.\n`);
  return missed.length > 0 || isUnreconciled(report) ? 1 : 0;
}

const flagName = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function startSynth(plan: SynthPlan): Synth {
  try {
    return new Synth(plan);
  } catch (error) {
    throw new BadInput((error as Error).message, { cause: error });
  }
}

/** A wrong one ends the run before it begins; one that is away only if all are. */
async function checkEndpoints({ endpoints }: SynthPlan): Promise<void> {
  const presences = await Promise.all(endpoints.map(checked));
  const away = presences.flatMap((presence) => (presence.there ? [] : presence));
  const [first] = away;
  if (first && away.length === endpoints.length)
    throw new BadInput(`Cannot send to ${first.url}: ${first.reason}`);
  for (const { url, reason } of away)
    process.stderr.write(`${url} is away (${reason}); going on without it.\n`);
}

async function checked(endpoint: SynthPlan['endpoints'][number]) {
  try {
    return { ...(await checkEndpoint(endpoint)), url: endpoint.url };
  } catch (error) {
    throw new BadInput((error as Error).message, { cause: error });
  }
}

/** Ctrl-C ends the making; a second one the waiting for answers. Either way there is a report. */
async function untilDone(synth: Synth, isLive: boolean): Promise<SynthReport> {
  let askedAt = -Infinity;
  const onSignal = () => {
    if (performance.now() - askedAt < SAME_CTRL_C) return;
    askedAt = performance.now();
    synth.stop();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  let before = synth.progress();
  const block = liveBlock(isLive ? process.stderr : undefined, PROGRESS_MS, () => {
    const now = synth.progress();
    const lines = renderProgress(now, before);
    before = now;
    return lines;
  });
  try {
    return await synth.run();
  } finally {
    block.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function prepareReconciling(url: string, wait: string) {
  const [, seconds] = /^(\d{1,4})s?$/.exec(wait) ?? [];
  if (seconds === undefined) throw new BadInput(`Cannot read --reconcile-wait '${wait}': expected e.g. 15s`);
  const client = badInputFrom(() => createQueryClient(url));
  const lookup = async (traceId: string) =>
    (await client.trace(traceId))?.nodes.map(({ span }) => span.spanId) ?? [];
  return async (synth: Synth, seed: number, isLive: boolean) => {
    let line = '';
    const block = liveBlock(isLive ? process.stderr : undefined, PROGRESS_MS, () => [line]);
    const onProgress = (done: number, all: number) => (line = `  looking for traces: ${done} of ${all}`);
    try {
      return await reconcile(synth.samples, { seed, lookup, waitMs: Number(seconds) * 1_000, onProgress });
    } finally {
      block.end();
    }
  };
}

function badInputFrom<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new BadInput((error as Error).message, { cause: error });
  }
}

const isUnreconciled = ({ reconciliation }: SynthReport): boolean =>
  reconciliation !== undefined && (reconciliation.missingSpans > 0 || reconciliation.unknownSpans > 0);
