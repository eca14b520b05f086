/** The query API's HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MalformedJson } from '../decode/json-reader.ts';
import { guard } from '../guard.ts';
import { drain, readBody } from '../receivers/body.ts';
import { Refusal, toRefusal } from '../refusal.ts';
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
    answer(options, request, response).catch(async (error: unknown) => {
      await drain(request);
      refuse(response, request.url ?? '', error);
    });
  });
}

async function answer(
  { store, live, allowRemote, stats }: QueryOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  guard(request, allowRemote);
  const { pathname, searchParams } = parseUrl(request.url ?? '');
  if (pathname === '/api/transform') {
    allowOnly(request, 'POST');
    return send(response, 200, transform((await readBody(request, () => undefined)).toString()));
  }
  allowOnly(request, 'GET', 'HEAD');
  if (pathname === '/api/live') return live.serve(request, response);
  if (pathname === '/api/stats') return send(response, 200, stats());
  if (pathname === '/') return index(response);
  const [, api, ...path] = pathname.split('/').map(decode);
  const isV3 = path[0] === 'v3';
  const data =
    api === 'api' &&
    (isV3 ? v3Answer(store, path.slice(1), searchParams) : legacyAnswer(store, path, searchParams));
  if (!data) throw new Refusal(404, `there is no ${pathname} here`);
  return send(response, 200, data);
}

function parseUrl(url: string): URL {
  // The host is put in front because a path may begin with two slashes.
  const parsed = URL.parse(`http://query${url}`);
  if (!parsed || !url.startsWith('/')) throw new Refusal(400, `cannot parse the path: "${url}"`);
  return parsed;
}

function allowOnly({ method = '' }: IncomingMessage, ...methods: string[]): void {
  if (!methods.includes(method)) throw new Refusal(405, 'method not allowed', { allow: methods.join(', ') });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, `cannot parse the path: "${part}" is not percent-encoded`);
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}

function refuse(response: ServerResponse, url: string, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const refusal = error instanceof MalformedJson ? new Refusal(400, error.message) : toRefusal(error);
  const describe = url.startsWith('/api/v3/') ? v3Error : structuredError;
  send(response, refusal.status, describe(refusal.status, refusal.message), refusal.headers);
}

function index(response: ServerResponse): void {
  const lines = [
    'Tracewalk local backend. A Jaeger-compatible query API:',
    '  /api/services  /api/operations?service=  /api/traces?service=  /api/traces/{id}  /api/dependencies',
    '  /api/metrics/latencies?service=&quantile=  /api/metrics/calls?service=  /api/metrics/errors?service=',
    '  /api/v3/services  /api/v3/operations?service=  /api/v3/traces  /api/v3/trace-summaries',
    '  /api/live (server-sent events)  /api/stats',
    'It has no pages of its own. In a terminal: tracewalk trace --last',
  ];
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`${lines.join('\n')}\n`);
}
