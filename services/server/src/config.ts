import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'server',
    {
      ...commonSettings(8083),
      DATABASE_URL: z.string().default('postgres://postgres@127.0.0.1:15432/tracewalk'),
      MAX_QUEUED_RUNS: numberSetting(10_000, { min: 1 }),
      RUN_RETRIES: numberSetting(3, { max: 20 }),
      RUN_RETRY_DELAY_SECONDS: numberSetting(1, { min: 1, max: 300 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
