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
/** How soon a connection is closed after its last request, in ms: its client may mean to keep it for the next one. */
const CLOSE_IDLE_EVERY = 20;

export async function serve(app: Express, options: ServeOptions): Promise<RunningService> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 }, app);
  await listen(server, options);
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}`,
    stop: async () => {
      await options.beforeClose?.();
      await close(server);
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

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY);
  const late = setTimeout(() => server.closeAllConnections(), FINISH_TIMEOUT);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

/** Runs a service as a process of its own, until SIGTERM or SIGINT. A second signal ends it at once. */
export async function runMain(start: Start): Promise<void> {
  try {
    const service = await start(process.env);
    process.once('SIGTERM', () => void stopProcess(service));
    process.once('SIGINT', () => void stopProcess(service));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await stopTelemetry();
    process.exit(1);
  }
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
