/** What this package knows of a process, on the global object: tests load the package twice, the recorder's and their own. */
import type { TelemetryFaults } from './faults.ts';

interface Shared {
  faults?: TelemetryFaults;
  serviceName?: () => string;
}

const KEY = Symbol.for('tracewalk.telemetry');

export const shared = ((globalThis as Record<symbol, unknown>)[KEY] ??= {}) as Shared;
