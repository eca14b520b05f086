/**
 * Runs services in this process, each with its own telemetry. Nothing that is instrumented (express, pg) may have been
 * imported before: its spans would be missing, so the imports of this file are few.
 */
import { pathToFileURL } from 'node:url';
import type { RunningService, Start } from '@tracewalk/service';
import { currentService, startInOneProcess } from '@tracewalk/telemetry/in-one-process';
import type { ServiceName } from './catalog.ts';
import type { HostedService } from './hosted-services.ts';

export interface LoadedServices {
  /** Starts one after the other, in the order given. Rejects when one cannot start. */
  start(onReady: (name: ServiceName, url: string) => void): Promise<void>;
  /** Stops what has started. The last one calls all others: it stops first. */
  stop(): Promise<void>;
}

/** Loads the services: what takes longest. */
export async function loadServices(hosted: HostedService[]): Promise<LoadedServices> {
  // A service that dies takes the others with it, as it would take its own process.
  process.on('uncaughtException', (error) => {
    console.error(error);
    console.error(`${currentService() ?? 'a service'} died: ${error.message}`);
    process.exit(1);
  });
  const runAs = startInOneProcess(new Map(hosted.map(({ name, env }) => [name, env])));
  const modules = new Map<string, { start: Start }>();
  for (const { name, main } of hosted) {
    modules.set(name, (await runAs(name, () => import(pathToFileURL(main).href))) as { start: Start });
  }
  const running: RunningService[] = [];
  return {
    start: async (onReady) => {
      for (const { name, env } of hosted) {
        const service = await runAs(name, () => modules.get(name)?.start(env));
        if (!service) continue;
        running.push(service);
        onReady(name, service.url);
      }
    },
    stop: async () => {
      for (const service of running.splice(0).toReversed()) await service.stop().catch(console.error);
    },
  };
}
