/** The query API's HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MalformedJson } from '../decode/json-reader.ts';
import { guard } from '../guard.ts';
import { drain, readBody } from '../receivers/body.ts';
import { Refusal, toRefusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import { legacyAnswer, structuredError, transform } from './legacy.ts';
import type { Live } from './live.ts';
import { v3Answer, v3Error } from './v3.ts';
import { acceptsGzip, ViewerFiles } from './viewer-files.ts';
import { ViewerApi, viewerError } from './viewer/viewer-answer.ts';

export interface QueryOptions {
  store: Store;
  live: Live;
  allowRemote: boolean;
  /** What `/api/stats` answers. */
  stats: () => unknown;
  /** The folder of the viewer's built pages, if they are not where the build puts them. */
  viewer?: string;
}

interface Parts extends QueryOptions {
  files: ViewerFiles;
  viewerApi: ViewerApi;
}

export function queryServer(options: QueryOptions): Server {
  const parts = {
    ...options,
    files: new ViewerFiles(options.viewer),
    viewerApi: new ViewerApi(options.store),
  };
  return createServer((request, response) => {
    answer(parts, request, response).catch(async (error: unknown) => {
      await drain(request);
      refuse(response, request.url ?? '', error);
    });
  });
}

async function answer(
  { store, live, allowRemote, stats, files, viewerApi }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  guard(request, allowRemote);
  const { pathname, searchParams } = parseUrl(request.url ?? '');
  if (pathname === '/api/transform') {
    allowOnly(request, 'POST');
    return send(request, response, transform((await readBody(request, () => undefined)).toString()));
  }
  if (pathname === '/api/viewer/file') {
    allowOnly(request, 'POST');
    return send(request, response, await viewerApi.takeFile(request));
  }
  allowOnly(request, 'GET', 'HEAD');
  if (pathname === '/api/live') return live.serve(request, response);
  if (pathname === '/api/stats') return send(request, response, stats());
  const [, api, ...path] = pathname.split('/').map(decode);
  if (api === 'api') {
    const [first, ...below] = path;
    const data =
      first === 'viewer'
        ? await viewerApi.answer(below, searchParams)
        : first === 'v3'
          ? v3Answer(store, below, searchParams)
          : legacyAnswer(store, path, searchParams);
    if (data) return send(request, response, data);
  } else if (await files.serve(request, response, pathname)) {
    return undefined;
  }
  throw new Refusal(404, `there is no ${pathname} here`);
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

const compress = promisify(gzip);
/** Less than this is sent as it is. */
const MIN_COMPRESSED = 4 * 1024;
/** Level 6 would save a tenth more, and take three times as long. */
const LEVEL = 4;

async function send(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
  const plain = Buffer.from(JSON.stringify(body));
  const isLarge = plain.length >= MIN_COMPRESSED && acceptsGzip(request);
  const bytes = isLarge ? await compress(plain, { level: LEVEL }) : plain;
  sendBytes(response, 200, bytes, {
    vary: 'accept-encoding',
    ...(isLarge && { 'content-encoding': 'gzip' }),
  });
}

function sendBytes(response: ServerResponse, status: number, bytes: Buffer, headers = {}): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(bytes);
}

function refuse(response: ServerResponse, url: string, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, message, headers } =
    error instanceof MalformedJson ? new Refusal(400, error.message) : toRefusal(error);
  const describe = url.startsWith('/api/v3/')
    ? v3Error
    : url.startsWith('/api/viewer/')
      ? viewerError
      : structuredError;
  sendBytes(response, status, Buffer.from(JSON.stringify(describe(status, message))), headers);
}
