/** The viewer's built files, with headers that let a page do no more than it must. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Where vite puts them. */
export const VIEWER_FILES = join(import.meta.dirname, '../../../viewer/dist');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSIBLE = /^(text|image\/svg|application\/manifest)/;

/** Everything comes from here, nothing is inline, nobody puts the page into a frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
};

/** Jaeger's routes: what the viewer shows for each is its own affair. */
const ROUTES = /^\/($|search\/?$|trace\/[^/]+\/?$|dependencies\/?$|monitor\/?$)/;
/** No dot at its beginning, no slash within: no such name leads out of its folder. */
const FILE = /^\/(?:(assets)\/)?(\w[\w.-]*\.\w+)$/;

interface LoadedFile {
  modified: number;
  etag: string;
  type: string;
  plain: Buffer;
  gzipped?: Buffer;
}

const compress = promisify(gzip);

export class ViewerFiles {
  readonly #folder: string;
  readonly #loaded = new Map<string, LoadedFile>();

  constructor(folder = VIEWER_FILES) {
    this.#folder = folder;
  }

  /** Answers a GET or HEAD. False if there is no such page or file. */
  async serve(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean> {
    const [, assets = '', name = ''] = FILE.exec(pathname) ?? [];
    if (name) {
      const file = await this.#load(join(assets, name));
      if (file) send(request, response, 200, file, assets !== '');
      return file !== undefined;
    }
    const isRoute = ROUTES.test(pathname);
    // The viewer says itself that there is no such page, to whoever looks at pages.
    if (!isRoute && !/\btext\/html\b/.test(request.headers.accept ?? '')) return false;
    const page = (await this.#load('index.html')) ?? NOT_BUILT;
    send(request, response, isRoute ? 200 : 404, page, false);
    return true;
  }

  /** A file is read again when it was built again. */
  async #load(path: string): Promise<LoadedFile | undefined> {
    const whole = join(this.#folder, path);
    const stats = await stat(whole).catch(() => undefined);
    if (!stats?.isFile()) return undefined;
    const known = this.#loaded.get(path);
    if (known?.modified === stats.mtimeMs) return known;
    const plain = await readFile(whole);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const file = { ...describe(plain, type), modified: stats.mtimeMs, gzipped: await gzipped(plain, type) };
    this.#loaded.set(path, file);
    return file;
  }
}

const describe = (plain: Buffer, type: string): LoadedFile => ({
  modified: 0,
  etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
  type,
  plain,
});

const gzipped = async (plain: Buffer, type: string): Promise<Buffer | undefined> =>
  COMPRESSIBLE.test(type) ? compress(plain, { level: 9 }) : undefined;

const NOT_BUILT = describe(
  Buffer.from(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tracewalk</title></head>
<body>
<h1>The viewer is not built</h1>
<p>Run <code>npm run build</code>, then load this page again. In a terminal: <code>npx tracewalk trace --last</code></p>
<p>The API is there: <a href="/api/services">/api/services</a>, <a href="/api/stats">/api/stats</a></p>
</body>
</html>
`),
  TYPES['.html'] ?? '',
);

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { etag, type, plain, gzipped: small }: LoadedFile,
  isHashed: boolean,
): void {
  const headers = {
    ...HEADERS,
    etag,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = small && acceptsGzip(request) ? small : plain;
  response
    .writeHead(status, {
      ...headers,
      'content-type': type,
      'content-length': body.length,
      ...(body === small && { 'content-encoding': 'gzip' }),
    })
    .end(request.method === 'HEAD' ? undefined : body);
}

export const acceptsGzip = ({ headers }: IncomingMessage): boolean =>
  /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))|,|$)/.test(headers['accept-encoding']?.toString() ?? '');
