/**
 * `node --import @tracewalk/telemetry/register src/main.ts`: starts OpenTelemetry before the service is loaded.
 *
 * It has to come first: a module that is loaded before it is patched makes no spans.
 */
import { registerEsmHooks } from './esm-hooks.ts';
import { createInstrumentations } from './instrumentations.ts';
import { onStopTelemetry, startSdk } from './start.ts';

registerEsmHooks();
try {
  const sdk = startSdk({ instrumentations: createInstrumentations() });
  onStopTelemetry(() => sdk.shutdown());
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
