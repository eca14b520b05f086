import { commonSettings, numberSetting, readEnv, urlSetting } from '@tracewalk/service';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'frontend',
    {
      ...commonSettings(8080),
      USER_URL: urlSetting('http://127.0.0.1:8081'),
      SERVER_URL: urlSetting('http://127.0.0.1:8083'),
      UPSTREAM_DEADLINE_MS: numberSetting(2_000, { min: 1, max: 30_000 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
