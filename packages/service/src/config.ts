/** A service's own settings: read once from the environment, checked, and named as the environment names them. */
import { z } from 'zod';

/** Reads settings; throws one error that lists every wrong one. `OTEL_*` is not read here: that is for the SDK. */
export function readEnv<Shape extends z.ZodRawShape>(
  service: string,
  shape: Shape,
  env: NodeJS.ProcessEnv,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Cannot start ${service}: its settings are wrong. ${wrong.join('. ')}`);
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What every service has: where it listens, loopback unless it is told otherwise, with TLS or not, and how much it logs. */
export const commonSettings = (port: number) => ({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(port),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CA_FILE: z.string().optional(),
  TLS_LISTEN: z.stringbool({ error: 'expected on or off' }).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
});

const url = () =>
  z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
    .transform((text) => text.replace(/\/$/, ''));

/** The address of another service. */
export const urlSetting = (fallback: string) => url().default(fallback);

/** The address of something that need not be there. */
export const optionalUrlSetting = () => url().optional();

/** A whole number within bounds: a count, or a time in milliseconds. */
export const numberSetting = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
