// placeholder, being replaced
import type { Context, TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
export const propagatorFromEnv = (_env: NodeJS.ProcessEnv): TextMapPropagator =>
  new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
export const propagationFormat = (_context: Context): string | undefined => 'tracecontext';
