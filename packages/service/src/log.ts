import { pino, type Logger } from 'pino';

/** JSON lines on standard output. The pino instrumentation adds `trace_id` and `span_id` of the active span. */
export function createLogger(service: string, level: string): Logger {
  return pino({ name: service, level, base: undefined });
}
