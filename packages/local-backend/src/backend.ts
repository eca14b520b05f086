/** The local backend: an embedded Jaeger for the laptop. It is no Collector: it processes and forwards nothing. */
import { once } from 'node:events';
import type { Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { queryServer } from './query/server.ts';
import { Live } from './query/live.ts';
import { Intake } from './receivers/intake.ts';
import { otlpGrpcReceiver } from './receivers/otlp-grpc.ts';
import { otlpHttpReceiver } from './receivers/otlp-http.ts';
import { zipkinReceiver } from './receivers/zipkin.ts';
import { SpanFile } from './span-file.ts';
import { Store } from './store/store.ts';

export const PORTS = { otlpGrpc: 4317, otlpHttp: 4318, zipkin: 9411, query: 16_686 };
export type Ports = typeof PORTS;

export interface BackendOptions {
  host?: string;
  /** Beyond loopback only on request: whoever reaches it can read and write every trace. */
  allowRemote?: boolean;
  /** 0 takes any free port. */
  ports?: Ports;
  /** Of spans and index together; the oldest go first. */
  maxBytes?: number;
  /** Spans are appended here, and read back at start. */
  file?: string;
}

export interface Backend {
  urls: Record<keyof Ports, string>;
  stats(): BackendStats;
  close(): Promise<void>;
}

export interface BackendStats {
  received: Record<string, number>;
  rejected: Record<string, number>;
  refusedRequests: number;
  evictedSpans: number;
  spans: number;
  traces: number;
  bytes: number;
}

const MAX_BYTES = 256 * 1024 * 1024;

export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const { host = '127.0.0.1', allowRemote = false, ports = PORTS, maxBytes = MAX_BYTES } = options;
  if (!allowRemote && !/^(localhost|127\.|::1$)/.test(host)) {
    throw new Error(
      `Cannot listen on ${host}: it is not loopback. Pass --allow-remote if others may reach all traces`,
    );
  }
  const store = new Store(maxBytes);
  const file = options.file === undefined ? undefined : await SpanFile.open(options.file, store);
  const intake = new Intake(store, file);
  const live = new Live(store);
  const stats = (): BackendStats => ({
    received: store.received,
    rejected: store.rejected,
    refusedRequests: intake.refused,
    evictedSpans: store.evictedSpans,
    spans: store.spans,
    traces: store.traces.size,
    bytes: store.bytes,
  });
  const servers: Record<keyof Ports, Server> = {
    otlpGrpc: otlpGrpcReceiver(intake),
    otlpHttp: otlpHttpReceiver(intake, allowRemote),
    zipkin: zipkinReceiver(intake, allowRemote),
    query: queryServer({ store, live, allowRemote, stats }),
  };
  const close = async () => {
    live.close();
    await Promise.all(Object.values(servers).map(closeServer));
    await file?.close();
  };
  const urls = {} as Backend['urls'];
  for (const name of Object.keys(servers) as (keyof Ports)[]) {
    try {
      urls[name] = await listen(servers[name], host, ports[name]);
    } catch (error) {
      await close();
      throw new Error(`Cannot listen for ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return { urls, stats, close };
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken. Stop what uses it, or move all ports: --port-offset 100`, {
      cause: error,
    });
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

/** Requests under way may finish for so long; in ms. */
const CLOSE_TIMEOUT = 1_000;

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const sockets = server as Server & { closeIdleConnections?: () => void; closeAllConnections?: () => void };
  const closed = once(server, 'close');
  server.close();
  sockets.closeIdleConnections?.();
  const late = setTimeout(() => sockets.closeAllConnections?.(), CLOSE_TIMEOUT);
  await closed;
  clearTimeout(late);
}
