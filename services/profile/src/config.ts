import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'profile',
    {
      ...commonSettings(8082),
      DATABASE_URL: z.string().default('postgres://postgres@127.0.0.1:15432/tracewalk'),
      CACHE_SIZE: numberSetting(200, { min: 1, max: 100_000 }),
      CACHE_TTL_MS: numberSetting(300_000, { min: 1 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
