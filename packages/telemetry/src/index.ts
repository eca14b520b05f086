export * from './attributes.ts';
export { propagationFormat } from './propagators/index.ts';
export { stopTelemetry } from './start.ts';
