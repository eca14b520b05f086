import { pino, type Logger } from 'pino';

/** JSON lines on standard output. The pino instrumentation adds `trace_id` and `span_id` of the active span. */
export function createLogger(service: string, env: NodeJS.ProcessEnv = process.env): Logger {
  return pino({ name: service, level: env['LOG_LEVEL'] ?? 'info', base: undefined });
}
