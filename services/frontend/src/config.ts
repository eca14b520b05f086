import { commonSettings, numberSetting, optionalUrlSetting, readEnv, urlSetting } from '@tracewalk/service';
import { z } from 'zod';

/** @see README.md for what each setting does. */
export const readConfig = (env: NodeJS.ProcessEnv) =>
  readEnv(
    'frontend',
    {
      ...commonSettings(8080),
      USER_URL: urlSetting('http://127.0.0.1:8081'),
      SERVER_URL: urlSetting('http://127.0.0.1:8083'),
      UPSTREAM_DEADLINE_MS: numberSetting(2_000, { min: 1, max: 30_000 }),
      EVENT_DISPLAY_URL: optionalUrlSetting(),
      QUERY_URL: optionalUrlSetting(),
      VIEWER_URL: optionalUrlSetting(),
      FAULTS_FILE: z.string().optional(),
      FAULTS_FLAGD: z.string().optional(),
      MAX_STREAMS: numberSetting(100, { max: 10_000 }),
      // The SDK's own, read here as well: spans from the browser go the same way as those of the service.
      OTEL_TRACES_EXPORTER: z.string().optional(),
      OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
      OTEL_EXPORTER_OTLP_ENDPOINT: optionalUrlSetting(),
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optionalUrlSetting(),
    },
    env,
  );

export type Config = ReturnType<typeof readConfig>;
