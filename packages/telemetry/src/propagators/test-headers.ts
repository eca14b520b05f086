/** Reads and writes headers in tests, through the propagator that a value of OTEL_PROPAGATORS gives. */
import { type Context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api';
import { propagatorFromEnv } from './index.ts';

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const SPAN_ID = 'b7ad6b7169203331';

export const extract = (
  propagators: string,
  headers: Record<string, unknown>,
  context: Context = ROOT_CONTEXT,
): Context =>
  propagatorFromEnv({ OTEL_PROPAGATORS: propagators }).extract(context, headers, defaultTextMapGetter);

export function inject(propagators: string, context: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  propagatorFromEnv({ OTEL_PROPAGATORS: propagators }).inject(context, headers, defaultTextMapSetter);
  return headers;
}
