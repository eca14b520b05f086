export { commonSettings, numberSetting, optionalUrlSetting, readEnv, urlSetting } from './config.ts';
export { health } from './health.ts';
export { createLogger } from './log.ts';
export { notFound, parse, Problem, problems, sendProblem } from './problem.ts';
export { type RunningService, runMain, serve, type Start } from './serve.ts';
export { traceResponse } from './trace-response.ts';
export { callUpstream, type UpstreamAnswer } from './upstream.ts';
