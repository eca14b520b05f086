import { checkEndpoint, readSynthPlan, Synth } from '@tracewalk/trace-synth/run';
import type { Config } from './config.ts';
import type { Load } from './load.ts';
import { settingName } from './setting-name.ts';

/** Traces for a backend. @throws BadInput */
export function synthLoad(config: Config): Load {
  const read = readSynthPlan(textsOf(config), settingName);
  const isEndless = config.DURATION === undefined && config.COUNT === undefined;
  const plan = { ...read, durationMs: isEndless ? undefined : read.durationMs };
  const synth = new Synth(plan);
  let state = 'running';
  return {
    says: { endpoints: plan.endpoints.map(({ url }) => url), topology: plan.topology.name, seed: plan.seed },
    run: async () => {
      try {
        await synth.run();
      } finally {
        state = 'finished';
      }
    },
    stop: () => synth.stop(),
    status: () => {
      const { seconds, memoryBytes, endpoints } = synth.progress();
      const shown = endpoints.map((each) => ({ ...each, latencies: undefined }));
      return { state, seconds: Math.round(seconds), memoryBytes, endpoints: shown };
    },
    report: () => synth.progress(),
    reachable: async () => {
      const presences = await Promise.all(plan.endpoints.map((endpoint) => checkEndpoint(endpoint)));
      if (!presences.some(({ there }) => there)) throw new Error('no endpoint takes traces');
    },
  };
}

/** What the flags of `tracewalk load synth` would be. */
const textsOf = (config: Config) => ({
  profile: config.PROFILE,
  topology: config.TOPOLOGY,
  endpoint: config.ENDPOINT?.split(','),
  protocol: config.PROTOCOL,
  compression: config.COMPRESSION,
  header: config.HEADER?.split(','),
  ca: config.CA,
  rate: config.RATE,
  count: config.COUNT,
  duration: config.DURATION,
  workers: config.WORKERS,
  concurrency: config.CONCURRENCY,
  batch: config.BATCH,
  shapes: config.SHAPES,
  clockSkew: config.CLOCK_SKEW,
  partition: config.PARTITION,
  seed: config.SEED,
});
