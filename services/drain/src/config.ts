import { commonSettings, numberSetting, readEnv, urlSetting } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'drain',
    {
      ...commonSettings(8084),
      DATABASE_URL: z.string().default('postgres://postgres@127.0.0.1:15432/tracewalk'),
      BROKER_URL: urlSetting('http://127.0.0.1:8087'),
      CONCURRENCY: numberSetting(4, { min: 1, max: 64 }),
      POLL_MS: numberSetting(2_000, { min: 500 }),
      SEED: numberSetting(1),
      DURATION_SCALE: z.coerce.number().min(0).max(100).default(1),
      FAILURE_RATE: z.coerce.number().min(0).max(1).default(0.04),
      AUDIT_INTERVAL_MS: numberSetting(3_000, { min: 10 }),
      // A span keeps 128 links (OTEL_SPAN_LINK_COUNT_LIMIT); a run more would be audited without a trace of it.
      AUDIT_BATCH_SIZE: numberSetting(50, { min: 1, max: 128 }),
      FINISH_MS: numberSetting(800, { max: 30_000 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
