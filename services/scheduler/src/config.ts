import { commonSettings, numberSetting, readEnv, urlSetting } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'scheduler',
    {
      ...commonSettings(8085),
      DATABASE_URL: z.string().default('postgres://postgres@127.0.0.1:15432/tracewalk'),
      SERVER_URL: urlSetting('http://127.0.0.1:8083'),
      TICK_MS: numberSetting(500, { min: 10 }),
      RETRY_MS: numberSetting(500, { min: 1 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
