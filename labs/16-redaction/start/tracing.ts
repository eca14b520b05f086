/** Starts OpenTelemetry for signup, as the documentation of the SDK does it. Loaded before the program: `node --import ./tracing.ts app.ts`. */
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { register } from 'import-in-the-middle/register-hooks.mjs';

// Lets instrumentations change ES modules as they are loaded.
register({ include: ['node:http'] });

new NodeSDK({
  spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  instrumentations: [getNodeAutoInstrumentations()],
}).start();
