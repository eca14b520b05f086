/**
 * `node --import @tracewalk/telemetry/testing-register`: as register.ts, but the spans stay in memory for a test to
 * read.
 */
import { createRequire } from 'node:module';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { registerEsmHooks } from './esm-hooks.ts';
import { createInstrumentations } from './instrumentations.ts';
import { startSdk } from './start.ts';
import { RECORDER } from './testing.ts';

process.env['OTEL_NODE_ENABLED_INSTRUMENTATIONS'] = 'http,express,pg,undici,pino';
process.env['OTEL_METRICS_EXPORTER'] = 'none';
process.env['OTEL_LOGS_EXPORTER'] = 'none';
process.env['OTEL_PROPAGATORS'] ??= 'tracecontext,baggage,b3,b3multi';

const exporter = new InMemorySpanExporter();
registerEsmHooks();
startSdk({
  instrumentations: createInstrumentations(),
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
  autoDetectResources: false,
});
// Vitest resolves names by itself, past the ESM hooks: what is required once beforehand is patched for every importer.
const require = createRequire(`${process.cwd()}/package.json`);
for (const patched of ['express', 'pg', 'pg-pool']) require(patched);

Object.defineProperty(globalThis, RECORDER, { value: exporter });
