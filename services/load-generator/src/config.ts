import { commonSettings, readEnv, urlSetting } from '@tracewalk/service';
import { z } from 'zod';

const MODES = ['drive', 'synth'] as const;

/** Each is a flag of `tracewalk load drive` or `synth` in capitals, and is read as that flag. */
const text = z.string().optional();

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'load-generator',
    {
      ...commonSettings(8090),
      MODE: z.enum(MODES, { error: `expected ${MODES.join(' or ')}` }).default('drive'),
      RATE: text,
      DURATION: text,
      PARTITION: text,
      SEED: text,
      // drive
      FRONTEND_URL: urlSetting('http://127.0.0.1:8080'),
      EVENTS_URL: text,
      SHAPE: text,
      ARRIVALS: text,
      REPLAY: text,
      SPEED: text,
      JOURNEYS: text,
      THINK: text,
      BAD: text,
      DEADLINE: text,
      MAX_IN_FLIGHT: text,
      ATTENDEE: text,
      BAGGAGE: text,
      // synth
      PROFILE: text,
      TOPOLOGY: text,
      ENDPOINT: text,
      PROTOCOL: text,
      COMPRESSION: text,
      HEADER: text,
      CA: text,
      COUNT: text,
      WORKERS: text,
      CONCURRENCY: text,
      BATCH: text,
      SHAPES: text,
      CLOCK_SKEW: text,
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
