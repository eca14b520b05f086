/** The local backend: an embedded Jaeger for the laptop. It is no Collector: it processes and forwards nothing. */
import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { isLoopback } from './guard.ts';
import { Live } from './query/live.ts';
import { queryServer } from './query/server.ts';
import { Intake } from './receivers/intake.ts';
import { otlpGrpcReceiver } from './receivers/otlp-grpc.ts';
import { otlpHttpReceiver } from './receivers/otlp-http.ts';
import { zipkinReceiver } from './receivers/zipkin.ts';
import { SpanFile } from './span-file.ts';
import type { Format } from './store/segment.ts';
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
  /** The folder of the viewer's built pages, if they are not where the build puts them. */
  viewer?: string;
}

export interface Backend {
  urls: Record<keyof Ports, string>;
  stats(): BackendStats;
  /** Finishes the requests under way, then frees the ports. */
  close(): Promise<void>;
}

/** What `/api/stats` answers. */
export interface BackendStats {
  /** Spans that were taken, and those that were not because they were invalid. */
  received: Record<Format, number>;
  rejected: Record<Format, number>;
  /** Requests of which nothing was taken: malformed, too large, or too many at once. */
  refusedRequests: number;
  /** Spans that made room for newer ones. */
  evictedSpans: number;
  /** What is here now. */
  spans: number;
  traces: number;
  bytes: number;
  maxBytes: number;
}

const MAX_BYTES = 256 * 1024 * 1024;

/** @throws if the host is not loopback (unless allowed), a port is taken or the file is not one of ours. */
export async function startBackend(options: BackendOptions = {}): Promise<Backend> {
  const {
    host = '127.0.0.1',
    allowRemote = false,
    ports = PORTS,
    maxBytes = MAX_BYTES,
    file,
    viewer,
  } = options;
  if (!allowRemote && !isLoopback(host)) {
    throw new Error(
      `Cannot listen on ${host}: it is not loopback. Pass --allow-remote if others may read and write all traces`,
    );
  }
  const store = new Store(maxBytes);
  const spanFile = file
    ? await SpanFile.open(file, maxBytes, (request, format) => store.add(request, format))
    : undefined;
  const intake = new Intake(store, spanFile);
  const live = new Live(store);
  const stats = (): BackendStats => ({
    received: store.received,
    rejected: store.rejected,
    refusedRequests: intake.refused,
    evictedSpans: store.evictedSpans,
    spans: store.spans,
    traces: store.traces.size,
    bytes: store.bytes,
    maxBytes,
  });
  const servers: Record<keyof Ports, Server> = {
    otlpGrpc: otlpGrpcReceiver(intake),
    otlpHttp: otlpHttpReceiver(intake, allowRemote),
    zipkin: zipkinReceiver(intake, allowRemote),
    query: queryServer({ store, live, allowRemote, stats, viewer }),
  };
  const closings = Object.values(servers).map(closing);
  const close = async () => {
    live.close();
    await Promise.all(closings.map((each) => each()));
    await spanFile?.close();
  };
  try {
    return { urls: await listenAll(servers, host, ports), stats, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const PURPOSE: Record<keyof Ports, string> = {
  otlpGrpc: 'OTLP over gRPC',
  otlpHttp: 'OTLP over HTTP',
  zipkin: 'Zipkin spans',
  query: 'queries',
};

async function listenAll(
  servers: Record<keyof Ports, Server>,
  host: string,
  ports: Ports,
): Promise<Backend['urls']> {
  const urls = { otlpGrpc: '', otlpHttp: '', zipkin: '', query: '' };
  for (const name of Object.keys(urls) as (keyof Ports)[]) {
    try {
      urls[name] = await listen(servers[name], host, ports[name]);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const state = isTaken
        ? `port ${ports[name]} is taken. Stop what uses it, or move all ports: --port-offset 100`
        : (error as Error).message;
      throw new Error(`Cannot listen for ${PURPOSE[name]}: ${state}`, { cause: error });
    }
  }
  return urls;
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

/** Requests under way may finish for so long; in ms. */
const CLOSE_TIMEOUT = 1_000;
const CLOSE_EVERY = 20;

/**
 * How a server is closed. Node counts a connection on which no request came yet as busy, so requests are counted here,
 * and when none is under way, all connections go.
 */
function closing(server: Server): () => Promise<void> {
  let underWay = 0;
  // Not for gRPC: an HTTP/2 server ends its sessions itself, and would answer for a listener of its requests.
  const connections = server instanceof HttpServer ? server : undefined;
  connections?.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => (underWay -= 1));
  });
  return async () => {
    if (!server.listening) return;
    const deadline = Date.now() + CLOSE_TIMEOUT;
    const closed = once(server, 'close');
    const closeUnused = () => {
      if (underWay === 0 || Date.now() > deadline) connections?.closeAllConnections();
    };
    server.close();
    closeUnused();
    const unused = setInterval(closeUnused, CLOSE_EVERY);
    await closed;
    clearInterval(unused);
  };
}
