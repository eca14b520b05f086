export * from './attributes.ts';
export { breakTelemetry, type TelemetryFaults } from './faults.ts';
export { propagationFormat } from './propagators/index.ts';
export { stopTelemetry } from './start.ts';
