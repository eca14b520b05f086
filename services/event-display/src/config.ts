import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'event-display',
    {
      ...commonSettings(8089),
      MAX_EVENT_BYTES: numberSetting(65_536, { min: 1 }),
      KEEP_EVENTS: numberSetting(100, { max: 10_000 }),
      KEEP_BYTES: numberSetting(1_048_576),
      MAX_STREAMS: numberSetting(20, { max: 1_000 }),
      STREAM_COMMENT_MS: numberSetting(15_000, { min: 10, max: 3_600_000 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
