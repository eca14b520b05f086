/**
 * Several services in one process, each with an SDK of its own.
 *
 * OpenTelemetry has one global provider and one global propagator in a process. Here these two only pass each call on
 * to the SDK of the service whose code is running, which an AsyncLocalStorage knows. So every service keeps its name,
 * exporter, sampler and propagators, and the calls between them stay real HTTP on loopback.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  context,
  propagation,
  ProxyTracerProvider,
  type Span,
  type SpanOptions,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ATTR_SERVICE_INSTANCE_ID } from '@opentelemetry/semantic-conventions';
import { registerEsmHooks } from './esm-hooks.ts';
import { createInstrumentations } from './instrumentations.ts';
import { propagatorFromEnv } from './propagators/index.ts';
import { nameServiceBy } from './service-name.ts';
import { onStopTelemetry, startSdk, withEnvironment } from './start.ts';

interface ServiceTelemetry {
  name: string;
  provider: TracerProvider;
  propagator: TextMapPropagator;
}

const running = new AsyncLocalStorage<ServiceTelemetry>();

/** Runs the set-up of a service so that all its code, also what a request starts later, uses its own telemetry. */
export type RunAs = <T>(service: string, setUp: () => T) => T;

/** The service whose code is running, e.g. to say whose error it was. */
export const currentService = (): string | undefined => running.getStore()?.name;

/** Starts an SDK for each service from its environment. Call it once, before any service is imported. */
export function startInOneProcess(services: ReadonlyMap<string, NodeJS.ProcessEnv>): RunAs {
  const shutdowns: (() => Promise<void>)[] = [];
  const telemetry = new Map<string, ServiceTelemetry>();
  for (const [name, env] of services) {
    telemetry.set(
      name,
      withEnvironment(asOwnInstance(env), () => startService(name, env, shutdowns)),
    );
  }

  nameServiceBy(() => currentService() ?? '');
  registerEsmHooks();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider({ getTracer: (...scope) => delegatingTracer(scope) });
  propagation.setGlobalPropagator(delegatingPropagator);
  // They patch modules, which all services of a process share: what the first one enables is enabled for all.
  const [first = process.env] = services.values();
  registerInstrumentations({ instrumentations: withEnvironment(first, createInstrumentations) });
  onStopTelemetry(() => Promise.allSettled(shutdowns.map((shutdown) => shutdown())));

  return (service, setUp) => {
    const own = telemetry.get(service);
    if (!own) throw new Error(`Cannot run ${service}: no telemetry was started for it`);
    return running.run(own, setUp);
  };
}

/** Starts the SDK as in a process of its own, then takes the provider it registered and frees the global place. */
function startService(
  name: string,
  env: NodeJS.ProcessEnv,
  shutdowns: (() => Promise<void>)[],
): ServiceTelemetry {
  const sdk = startSdk({ contextManager: null as never });
  shutdowns.push(() => sdk.shutdown());
  const registered = trace.getTracerProvider();
  const provider = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  trace.disable();
  propagation.disable();
  return { name, provider, propagator: propagatorFromEnv(env) };
}

/** The SDK's own detector has one `service.instance.id` for a process. What the environment says already goes before. */
function asOwnInstance(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const attributes = [`${ATTR_SERVICE_INSTANCE_ID}=${crypto.randomUUID()}`, env['OTEL_RESOURCE_ATTRIBUTES']];
  return { ...env, OTEL_RESOURCE_ATTRIBUTES: attributes.filter(Boolean).join(',') };
}

function delegatingTracer(scope: Parameters<TracerProvider['getTracer']>): Tracer {
  const tracers = new WeakMap<TracerProvider, Tracer>();
  const own = (): Tracer => {
    const provider = running.getStore()?.provider;
    if (!provider) return outsideAnyService;
    let tracer = tracers.get(provider);
    if (!tracer) tracers.set(provider, (tracer = provider.getTracer(...scope)));
    return tracer;
  };
  return {
    startSpan: (...args) => own().startSpan(...args),
    startActiveSpan: (...args: [string, SpanOptions, Context, (span: Span) => unknown]) =>
      own().startActiveSpan(...args),
  } as Tracer;
}

const outsideAnyService = new ProxyTracerProvider().getTracer('outside any service');

const delegatingPropagator: TextMapPropagator = {
  inject: (ctx: Context, carrier: unknown, setter: TextMapSetter) =>
    running.getStore()?.propagator.inject(ctx, carrier, setter),
  extract: (ctx: Context, carrier: unknown, getter: TextMapGetter) =>
    running.getStore()?.propagator.extract(ctx, carrier, getter) ?? ctx,
  fields: () => running.getStore()?.propagator.fields() ?? [],
};
