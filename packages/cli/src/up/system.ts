/** The parts of the system, started in parallel where they can be and stopped in order. */
import { join } from 'node:path';
import { projectFolder } from '../project-folder.ts';
import { endLeftover } from '../postgres/leftover.ts';
import { startPostgres, type Postgres } from '../postgres/start.ts';
import type { Settings } from '../settings.ts';
import { addressesOf, BACKEND_PORTS, hasLocalBackend, POSTGRES_PORT, queryUrl } from './addresses.ts';
import { servicesOf, type ServiceName } from './catalog.ts';
import { startChild, type Child } from './child.ts';
import { serviceEnvironment, servicePort } from './environment.ts';
import type { HostedService, HostMessage } from './host-messages.ts';
import { checkPorts, type NeededPort } from './ports.ts';

export interface Part {
  name: string;
  url?: string;
}

export interface PartEnd {
  part: string;
  reason: string;
}

export interface System {
  /** Settles when a part ends although nobody asked it to. */
  broken: Promise<PartEnd>;
  stop(): Promise<void>;
}

/** After this whatever still runs is ended, in ms: Ctrl-C is promised to take less than three seconds. */
const STOP_TIMEOUT = 2_700;
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
    const hosted = hostedServices(services, settings);
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

/** What has been started, in the order in which it is stopped again: services, backend, database. */
class Parts implements System {
  readonly services: Child[] = [];
  backend: Child | undefined;
  postgres: Promise<Postgres> | undefined;
  #killPostgres: (() => void) | undefined;
  readonly #giveUp = new AbortController();
  readonly broken: Promise<PartEnd>;
  /** Rejects when the start is pointless: a part has ended, or the user asked to stop. */
  readonly failed: Promise<never>;
  #break!: (end: PartEnd) => void;
  #stopping = false;

  constructor(asked: AbortSignal) {
    this.broken = new Promise((resolve) => (this.#break = resolve));
    this.failed = new Promise((_resolve, reject) => {
      const name = ({ part, reason }: PartEnd) => reject(new Error(`Cannot start ${part}: ${reason}`));
      void this.broken.then(name);
      asked.addEventListener('abort', () => reject(new Error('Cannot start: it was asked to stop')));
    });
    this.failed.catch(() => undefined);
  }

  watch(part: string, ended: Promise<string>): void {
    void ended.then((reason) => {
      if (!this.#stopping) this.#break({ part, reason });
    });
  }

  async startPostgres(data: string, port: number): Promise<void> {
    this.postgres = startPostgres({ data, port, signal: this.#giveUp.signal });
    const postgres = await this.postgres;
    this.#killPostgres = () => postgres.kill();
    this.watch('Postgres', postgres.ended);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#giveUp.abort();
    const late = setTimeout(() => this.kill(), STOP_TIMEOUT);
    for (const service of this.services.toReversed()) await service.stop();
    await this.backend?.stop();
    // One that was still starting has given up.
    const postgres = await this.postgres?.catch(() => undefined);
    await postgres?.stop();
    clearTimeout(late);
  }

  kill(): void {
    this.#stopping = true;
    this.#giveUp.abort();
    for (const service of this.services) service.kill();
    this.backend?.kill();
    this.#killPostgres?.();
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

function hostedServices(services: ServiceName[], settings: Settings): HostedService[] {
  const addresses = addressesOf(settings);
  return services.map((name) => ({
    name,
    main: join(projectFolder, 'services', name, 'src/main.ts'),
    env: serviceEnvironment(name, settings, addresses),
  }));
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

/** Starts the process for all services; it loads them and waits. */
function startHost(hosted: HostedService[], settings: Settings, parts: Parts): Child {
  const host = startChild({
    name: 'services',
    args: [join(import.meta.dirname, 'service-host.ts')],
    env: { ...process.env, TRACEWALK_HOSTED: JSON.stringify(hosted) },
    data: settings.data,
    askToStop: (child) => child.send('stop'),
  });
  parts.services.push(host);
  parts.watch('the services', host.ended);
  return host;
}

function startHosted(host: Child, hosted: HostedService[], onReady: (part: Part) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = hosted.length;
    host.process.on('message', (message: HostMessage) => {
      if ('failed' in message) return reject(new Error(message.reason));
      onReady({ name: message.ready, url: message.url });
      missing -= 1;
      if (missing === 0) resolve();
    });
    host.process.send('start');
  });
}

/** Starts a process for each service, as `npm start -w` would, and waits for each to be ready. */
async function startEach(
  hosted: HostedService[],
  settings: Settings,
  parts: Parts,
  onReady: (part: Part) => void,
): Promise<void> {
  const ready = hosted.map(({ name, main, env }) => {
    const child = startChild({
      name,
      args: ['--import', '@tracewalk/telemetry/register', main],
      env,
      data: settings.data,
    });
    parts.services.push(child);
    parts.watch(name, child.ended);
    const url = `http://127.0.0.1:${servicePort(name, settings)}`;
    return untilReady(url).then(() => onReady({ name, url }));
  });
  await Promise.all(ready);
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
