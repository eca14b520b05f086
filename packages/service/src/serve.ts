/** Listens, and stops in order: finish requests, release what the service holds, send the last spans, exit. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stopTelemetry } from '@tracewalk/telemetry';
import type { Express } from 'express';

export interface RunningService {
  url: string;
  /** Finishes the requests under way, then releases what the service holds. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  HOST: string;
  PORT: number;
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

export async function serve(app: Express, options: ServeOptions): Promise<RunningService> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 }, app);
  let underWay = 0;
  server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
  });
  await listen(server, options);
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}`,
    stop: async () => {
      await options.beforeClose?.();
      await close(server, () => underWay > 0);
      await options.release?.();
    },
  };
}

function listen(server: Server, { HOST, PORT }: ServeOptions): Promise<void> {
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

/** Runs a service as a process of its own, until SIGTERM or SIGINT. A second signal ends it at once. */
export async function runMain(start: Start): Promise<void> {
  try {
    const service = await start(process.env);
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
