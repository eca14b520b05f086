/** Starts OpenTelemetry for one service, from its environment alone. */
import { ProxyTracerProvider, trace, type TracerProvider } from '@opentelemetry/api';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { propagatorFromEnv } from './propagators/index.ts';
import { breakableProvider } from './tracer-provider.ts';

/** How long spans may take to leave when a service stops, in ms: a collector that is gone must not hold it up. */
const SHUTDOWN_TIMEOUT = 1_500;

let shutdown: () => Promise<unknown> = () => Promise.resolve();

/** Nobody listens on the port `discard`. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Plain NodeSDK: exporter, protocol, sampler and resource are what OTEL_* says. Only the propagators are our own, since
 * the stock ones accept malformed headers (docs/decisions/0003-propagators.md).
 */
export function startSdk(configuration: Partial<NodeSDKConfiguration>): NodeSDK {
  const sdk = new NodeSDK({ textMapPropagator: propagatorFromEnv(process.env), ...configuration });
  sdk.start();
  const registered = trace.getTracerProvider();
  if (registered instanceof ProxyTracerProvider) {
    const env = process.env;
    registered.setDelegate(breakableProvider(registered.getDelegate(), () => missentProvider(env)));
  }
  return sdk;
}

/** A second SDK, for spans that a fault sends to a wrong endpoint. Whatever is registered globally stays so. */
function missentProvider(env: NodeJS.ProcessEnv): TracerProvider {
  const registered = trace.getTracerProvider();
  trace.disable();
  const endpoints = {
    OTEL_EXPORTER_OTLP_ENDPOINT: NOWHERE,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: NOWHERE,
  };
  withEnvironment({ ...env, ...endpoints }, () =>
    new NodeSDK({ contextManager: null as never, textMapPropagator: null }).start(),
  );
  const wrong = trace.getTracerProvider();
  trace.disable();
  trace.setGlobalTracerProvider(registered);
  return wrong instanceof ProxyTracerProvider ? wrong.getDelegate() : wrong;
}

/** The SDK reads `process.env`, so a service's environment is there while its SDK is made. */
export function withEnvironment<T>(env: NodeJS.ProcessEnv, make: () => T): T {
  const before = process.env;
  process.env = env;
  try {
    return make();
  } finally {
    process.env = before;
  }
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
