import { commonSettings, numberSetting, readEnv, urlSetting } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'user',
    {
      ...commonSettings(8081),
      DATABASE_URL: z.string().default('postgres://postgres@127.0.0.1:15432/tracewalk'),
      PROFILE_URL: urlSetting('http://127.0.0.1:8082'),
      PROFILE_DEADLINE_MS: numberSetting(1_000, { min: 1, max: 30_000 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
