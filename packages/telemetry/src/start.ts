/** Starts OpenTelemetry for one service, from its environment alone. */
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { propagatorFromEnv } from './propagators/index.ts';

/** How long spans may take to leave when a service stops, in ms: a collector that is gone must not hold it up. */
const SHUTDOWN_TIMEOUT = 1_500;

let shutdown: () => Promise<unknown> = () => Promise.resolve();

/**
 * Plain NodeSDK: exporter, protocol, sampler and resource are what OTEL_* says. Only the propagators are our own, since
 * the stock ones accept malformed headers (docs/decisions/0003-propagators.md).
 */
export function startSdk(configuration: Partial<NodeSDKConfiguration>): NodeSDK {
  const sdk = new NodeSDK({ textMapPropagator: propagatorFromEnv(process.env), ...configuration });
  sdk.start();
  return sdk;
}

/** Says how the telemetry of this process is stopped. */
export function onStopTelemetry(stop: () => Promise<unknown>): void {
  shutdown = stop;
}

/** Sends the spans that are left, for at most 1.5 s. Never throws: a service stops cleanly also without a collector. */
export async function stopTelemetry(): Promise<void> {
  const timeout = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_TIMEOUT).unref());
  await Promise.race([shutdown().catch(() => undefined), timeout]);
}
