import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';
import { z } from 'zod';
import { ceOverrides } from './ce-overrides.ts';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'heartbeats',
    {
      ...commonSettings(8086),
      // Not urlSetting: what injects a sink means the URL as it is, a slash at its end included.
      K_SINK: z
        .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
        .default('http://127.0.0.1:8087/'),
      K_CE_OVERRIDES: ceOverrides,
      LABEL: z.string().max(256).default('tracewalk'),
      PERIOD_MS: numberSetting(1_000, { min: 10, max: 3_600_000 }),
      MAX_TRIES: numberSetting(4, { min: 1, max: 20 }),
      TRY_TIMEOUT_MS: numberSetting(2_000, { min: 1, max: 60_000 }),
      BACKOFF_MS: numberSetting(200, { max: 60_000 }),
      MAX_BACKOFF_MS: numberSetting(5_000, { max: 60_000 }),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
