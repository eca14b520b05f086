/** The parts of the system, started in parallel where they can be and stopped in order. */
import { join } from 'node:path';
import { projectFolder } from '../project-folder.ts';
import { endLeftover } from '../postgres/leftover.ts';
import type { Settings } from '../settings.ts';
import { addressesOf, hasLocalBackend, POSTGRES_PORT, queryUrl } from './addresses.ts';
import { servicesOf, type ServiceName } from './catalog.ts';
import { startChild } from './child.ts';
import { servicePort } from './environment.ts';
import { BACKEND_PORTS } from './exports.ts';
import { hostedServices } from './hosted-services.ts';
import { type Part, Parts, type System } from './parts.ts';
import { checkPorts, type NeededPort } from './ports.ts';
import { startEach, startHost, startHosted } from './start-services.ts';

/** The parts of a killed run end by themselves within this; in ms. */
const LEFTOVER_PATIENCE = 5_000;

/** Where the page is, if a story that was asked for has one. */
export function frontendUrl(settings: Settings): string | undefined {
  if (!servicesOf(settings.only).includes('frontend')) return undefined;
  return `http://127.0.0.1:${servicePort('frontend', settings)}`;
}

interface StartOptions {
  /** Hears of each part as it is there. */
  onReady: (part: Part) => void;
  /** Aborted when the user has seen enough. */
  asked: AbortSignal;
  /** Aborted when the user does not want to wait for an orderly end: everything is ended at once. */
  atOnce: AbortSignal;
  /** True when the run before was killed. */
  leftBehind: boolean;
}

/** Starts everything. A failure stops what had started. */
export async function startSystem(
  settings: Settings,
  { onReady, asked, atOnce, leftBehind }: StartOptions,
): Promise<System> {
  const services = servicesOf(settings.only);
  const started = new Parts(asked);
  atOnce.addEventListener('abort', () => started.kill());
  try {
    if (leftBehind) await endLeftover(settings.data);
    await checkPorts(neededPorts(services, settings), leftBehind ? LEFTOVER_PATIENCE : 0);
    const hosted = hostedServices(services, settings, addressesOf(settings));
    // Loading the services takes longest, so it begins first and goes on while Postgres starts.
    const host = settings.processes ? undefined : startHost(hosted, settings, started);
    const backend = hasLocalBackend(settings) ? startBackend(settings, started, onReady) : undefined;
    const postgres = startDatabase(settings, started, onReady);
    await Promise.race([Promise.all([backend, postgres]), started.failed]);
    const serving = host ? startHosted(host, hosted, onReady) : startEach(hosted, settings, started, onReady);
    await Promise.race([serving, started.failed]);
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

function neededPorts(services: ServiceName[], settings: Settings): NeededPort[] {
  const backend = hasLocalBackend(settings) ? Object.entries(BACKEND_PORTS) : [];
  return [
    { owner: 'Postgres', port: POSTGRES_PORT + settings.portOffset },
    ...backend.map(([name, port]) => ({
      owner: `the local backend (${name})`,
      port: port + settings.portOffset,
    })),
    ...services.map((service) => ({ owner: service, port: servicePort(service, settings) })),
  ];
}

async function startDatabase(settings: Settings, parts: Parts, onReady: (part: Part) => void): Promise<void> {
  const port = POSTGRES_PORT + settings.portOffset;
  await parts.startPostgres(settings.data, port);
  onReady({ name: 'Postgres', url: `postgres://127.0.0.1:${port}/tracewalk` });
}

function startBackend(settings: Settings, parts: Parts, onReady: (part: Part) => void): Promise<void> {
  return new Promise((resolve) => {
    parts.backend = startChild({
      name: 'local-backend',
      args: [
        join(projectFolder, 'packages/local-backend/src/main.ts'),
        '--port-offset',
        String(settings.portOffset),
        ...(settings.keepTraces ? ['--file', join(settings.data, 'traces.bin')] : []),
      ],
      env: process.env,
      data: settings.data,
      onLine: () => {
        onReady({ name: 'local-backend', url: queryUrl(settings) });
        resolve();
      },
    });
    parts.watch('the local backend', parts.backend.ended);
  });
}
