/** Listens, and stops in order: finish requests, release what the service holds, send the last spans, exit. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { stopTelemetry } from '@tracewalk/telemetry';
import type { Express } from 'express';
import { healthOnly } from './health.ts';
import { callWithTls, followFiles, tlsFiles, type TlsSettings } from './tls.ts';

export interface RunningService {
  url: string;
  /** Where its health can be asked for without TLS, if that has a port of its own. */
  healthUrl?: string;
  /** Finishes the requests under way, then releases what the service holds. */
  stop(): Promise<void>;
}

export interface ServeOptions extends TlsSettings {
  HOST: string;
  PORT: number;
  /** A second port, without TLS, that answers for the service's health and nothing else. */
  HEALTH_PORT?: number;
  /** False: calls with TLS, but listens without, for whoever has no certificate, like a browser. */
  TLS_LISTEN?: boolean;
  /** Called before the port closes: stop taking new work, finish what is held. */
  beforeClose?: () => Promise<unknown> | void;
  /** Called when no request is left: close the database and the like. */
  release?: () => Promise<unknown>;
}

/** Every main.ts exports this: the whole service, from an environment. */
export type Start = (env: NodeJS.ProcessEnv) => Promise<RunningService>;

/** How long requests may take to finish when the service stops, in ms. */
const FINISH_TIMEOUT = 1_500;
/** How soon connections are closed after the last request, in ms: their clients may mean to keep them for the next one. */
const CLOSE_EVERY = 20;
const LIMITS = { maxHeaderSize: 16 * 1024, requestTimeout: 30_000 };

export async function serve(app: Express, options: ServeOptions): Promise<RunningService> {
  const server = createListener(app, options);
  let underWay = 0;
  server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
  });
  await listen(server, options);
  const healthServer = await listenForHealth(app, options);
  return {
    url: urlOf(server),
    ...(healthServer && { healthUrl: urlOf(healthServer) }),
    stop: async () => {
      await options.beforeClose?.();
      await close(server, () => underWay > 0);
      if (healthServer) await close(healthServer, () => false);
      await options.release?.();
    },
  };
}

function createListener(app: RequestListener, options: ServeOptions): Server {
  const files = tlsFiles(options);
  if (!files || options.TLS_LISTEN === false) return createServer(LIMITS, app);
  const server = createTlsServer({ ...LIMITS, requestCert: true, rejectUnauthorized: true }, app);
  const stopFollowing = followFiles(files, (credentials) =>
    server.setSecureContext({ ...credentials, minVersion: 'TLSv1.3' }),
  );
  return server.once('close', stopFollowing);
}

async function listenForHealth(app: Express, options: ServeOptions): Promise<Server | undefined> {
  if (options.HEALTH_PORT === undefined) return undefined;
  const server = createServer(LIMITS, healthOnly(app));
  await listen(server, { HOST: options.HOST, PORT: options.HEALTH_PORT });
  return server;
}

function urlOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${host}:${port}`;
}

function listen(server: Server, { HOST, PORT }: { HOST: string; PORT: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const state = error.code === 'EADDRINUSE' ? 'the port is taken' : error.message;
      reject(new Error(`Cannot listen on ${HOST}:${PORT}: ${state}`, { cause: error }));
    });
    server.listen(PORT, HOST, resolve);
  });
}

/** Node counts a connection on which no request came yet as busy, so it is us who say when nothing is under way. */
async function close(server: Server, isBusy: () => boolean): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closeUnused = () => (isBusy() ? server.closeIdleConnections() : server.closeAllConnections());
  closeUnused();
  const unused = setInterval(closeUnused, CLOSE_EVERY);
  const late = setTimeout(() => server.closeAllConnections(), FINISH_TIMEOUT);
  await closed;
  clearInterval(unused);
  clearTimeout(late);
}

/** While there is nothing to stop yet: unheard, a signal would not even end the first process of a container. */
const giveUp = () => process.exit(0);

/** Runs a service as a process of its own, until SIGTERM or SIGINT. A second signal ends it at once. */
export async function runMain(start: Start): Promise<void> {
  process.on('SIGTERM', giveUp).on('SIGINT', giveUp);
  try {
    const files = tlsFiles(process.env);
    if (files) await callWithTls(files);
    const service = await start(process.env);
    process.off('SIGTERM', giveUp).off('SIGINT', giveUp);
    stopOnSignals(service);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stopTelemetry();
    process.exit(1);
  }
}

/** One Ctrl-C arrives twice, from the terminal and from npm; what comes this much later is a second one, in ms. */
const SAME_SIGNAL = 500;

function stopOnSignals(service: RunningService): void {
  let askedAt: number | undefined;
  const onSignal = () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      void stopProcess(service);
    } else if (Date.now() - askedAt > SAME_SIGNAL) {
      process.exit(130);
    }
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stopProcess(service: RunningService): Promise<void> {
  let exitCode = 0;
  try {
    await service.stop();
  } catch (error) {
    console.error(error);
    exitCode = 1;
  }
  await stopTelemetry();
  process.exit(exitCode);
}
