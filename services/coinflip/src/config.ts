import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv('coinflip', { ...commonSettings(8088), MAX_EVENT_BYTES: numberSetting(65_536, { min: 1 }) }, env);

export type Config = ReturnType<typeof readConfig>;
