export { createQueryClient, type Dependency, type Operation, type QueryClient } from './client.ts';
export { liveTraces, type LiveTrace } from './live-traces.ts';
export type { Limits } from './get-json.ts';
export type { TraceQuery } from './search.ts';
