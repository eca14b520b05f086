/**
 * Where telemetry itself can be made to go wrong, for learning: a sampler, a clock, an exporter, an instrumentation, a
 * propagator. Nothing does unless `breakTelemetry` was called, and then only for contexts that `concern` picks. What is
 * broken when, this package does not know: see packages/faults.
 */
import type { Context } from '@opentelemetry/api';
import { shared } from './shared.ts';

/** What is wrong with a service's telemetry in a context. Each is asked only if `concern` said yes. */
export interface TelemetryFaults {
  /** Asked for each span and each call, so it has to be cheap. False: nothing is wrong here. */
  concern(context: Context): boolean;
  /** The span is not recorded, whatever the service's sampler says. */
  isUnsampled(service: string, context: Context): boolean;
  /** How far the service's clock is ahead, in ms; negative if it is behind. */
  clockSkew(service: string, context: Context): number;
  /** Spans leave for a place where nobody listens. */
  isMissent(service: string, context: Context): boolean;
  /** The client that the service calls others with is not instrumented: no span, no headers. */
  isUninstrumented(service: string, context: Context): boolean;
  /** Calls carry B3 headers and nothing else, no baggage either. */
  isB3Only(service: string, context: Context): boolean;
}

/** From now on telemetry goes wrong as these say; undefined: never. */
export function breakTelemetry(faults: TelemetryFaults | undefined): void {
  shared.faults = faults;
}

/** What may be wrong in this context; undefined, without any further work, where nothing is. */
export const faultsIn = (context: Context): TelemetryFaults | undefined =>
  shared.faults?.concern(context) ? shared.faults : undefined;
