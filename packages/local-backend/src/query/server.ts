/** The query API's HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MalformedJson } from '../decode/from-otlp-json.ts';
import { guard } from '../guard.ts';
import { readBody, Refusal } from '../receivers/body.ts';
import type { Store } from '../store/store.ts';
import { legacyAnswer, structuredError, transform } from './legacy.ts';
import type { Live } from './live.ts';
import { v3Answer, v3Error } from './v3.ts';

export interface QueryOptions {
  store: Store;
  live: Live;
  allowRemote: boolean;
  /** What `/api/stats` answers. */
  stats: () => unknown;
}

export function queryServer(options: QueryOptions): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://query');
    answer(options, request, response, pathname, searchParams).catch((error: unknown) =>
      refuse(response, pathname, error),
    );
  });
}

async function answer(
  { store, live, allowRemote, stats }: QueryOptions,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  query: URLSearchParams,
): Promise<void> {
  guard(request, allowRemote);
  if (pathname === '/api/transform') {
    if (request.method !== 'POST') throw new Refusal(405, 'method not allowed', { allow: 'POST' });
    return send(response, 200, transform((await readBody(request)).toString()));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Refusal(405, 'method not allowed', { allow: 'GET, HEAD' });
  }
  if (pathname === '/api/live') return live.serve(request, response);
  if (pathname === '/api/stats') return send(response, 200, stats());
  if (pathname === '/') return index(response);
  const path = pathname.split('/').slice(2).map(decode);
  const isApi = pathname.startsWith('/api/');
  const data =
    isApi && (path[0] === 'v3' ? v3Answer(store, path.slice(1), query) : legacyAnswer(store, path, query));
  if (!data) throw new Refusal(404, `there is no ${pathname} here`);
  return send(response, 200, data);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, `cannot parse the path: "${part}" is not percent-encoded`);
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}

function refuse(response: ServerResponse, pathname: string, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, message, headers } = toRefusal(error);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(
    response,
    status,
    pathname.startsWith('/api/v3/') ? v3Error(status, message) : structuredError(status, message),
  );
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(error instanceof MalformedJson ? 400 : 500, (error as Error).message);
}

function index(response: ServerResponse): void {
  const lines = [
    'Tracewalk local backend. A Jaeger-compatible query API:',
    '  /api/services  /api/operations?service=  /api/traces?service=  /api/traces/{id}  /api/dependencies',
    '  /api/v3/services  /api/v3/operations?service=  /api/v3/traces  /api/v3/trace-summaries',
    '  /api/live (server-sent events)  /api/stats',
    'In a terminal: tracewalk trace --last',
  ];
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`${lines.join('\n')}\n`);
}
