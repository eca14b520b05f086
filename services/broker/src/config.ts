import { fileURLToPath } from 'node:url';
import { commonSettings, numberSetting, readEnv } from '@tracewalk/service';
import { z } from 'zod';
import { readServices } from './destination.ts';

const TRIGGERS_FILE = fileURLToPath(new URL('../triggers.yaml', import.meta.url));

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) => ({
  ...readEnv(
    'broker',
    {
      ...commonSettings(8087),
      BROKER_NAME: z.string().default('default'),
      BROKER_TRACE: z.enum(['parent', 'link'], { error: 'expected parent or link' }).default('parent'),
      TRIGGERS_FILE: z.string().default(TRIGGERS_FILE),
      MAX_EVENT_BYTES: numberSetting(256 * 1024, { min: 1 }),
      QUEUE_DELIVERIES: numberSetting(1_000, { min: 1, max: 100_000 }),
      QUEUE_BYTES: numberSetting(16 * 1024 * 1024, { min: 1 }),
      DELIVERY_CONCURRENCY: numberSetting(16, { min: 1, max: 1_000 }),
      STOP_GRACE_MS: numberSetting(1_000, { max: 60_000 }),
      SPOOL_DIR: z.string().default('.tracewalk/broker'),
    },
    env,
  ),
  services: readServices(env),
});

export type Config = ReturnType<typeof readConfig>;
