/**
 * `tracewalk services`: all services in this one process, beside a Postgres and a Collector that are there already. It
 * starts no other process, and writes nothing but what the broker has to keep: made for a container.
 */
import type { Settings } from './settings.ts';
import { type ServiceName, servicesOf } from './up/catalog.ts';
import { envFileOf, servicePort } from './up/environment.ts';
import { exportAddresses } from './up/exports.ts';
import { gentleLoad } from './up/gentle-load.ts';
import { type LoadedServices, loadServices } from './up/host-services.ts';
import { hostedServices } from './up/hosted-services.ts';

export async function runServices(settings: Settings, env = process.env): Promise<void> {
  const names = servicesOf(settings.only);
  if (!env['DATABASE_URL'] && names.some((name) => envFileOf(name)['DATABASE_URL'])) {
    throw new Error('Cannot start the services: DATABASE_URL is not set');
  }
  const services = await loadServices(
    hostedServices(names, settings, {
      ...exportAddresses(settings),
      databaseUrl: env['DATABASE_URL'],
      host: env['HOST'],
      spool: env['SPOOL_DIR'],
    }),
  );
  // Not before the services are loaded: it brings express along.
  const { runMain } = await import('@tracewalk/service');
  await runMain(() => startServices(services, names, settings));
}

async function startServices(services: LoadedServices, names: ServiceName[], settings: Settings) {
  await services.start((name, url) => console.log(`${name} is ready: ${url}`));
  const over = new AbortController();
  const url = `http://127.0.0.1:${servicePort('frontend', settings)}`;
  if (settings.load && names.includes('frontend')) void gentleLoad(url, over.signal);
  return {
    url,
    stop: () => {
      over.abort();
      return services.stop();
    },
  };
}
