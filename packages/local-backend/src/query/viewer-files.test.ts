import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Backend } from '../backend.ts';
import { backendForTest } from '../testing/backend-for-test.ts';

const PAGE = `<!doctype html><title>The viewer</title>${'<!-- long -->'.repeat(20)}`;

/** A folder as the build leaves it, with a file beside it that is nobody's business. */
function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'viewer-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'nobody may read this');
  writeFileSync(join(folder, 'dist/index.html'), PAGE);
  writeFileSync(join(folder, 'dist/favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'dist/assets/main-a1b2.js'), 'export {};');
  return join(folder, 'dist');
}

const withViewer = (): Promise<Backend> => backendForTest({ viewer: built() });

describe("the viewer's pages", () => {
  it.each([
    '/',
    '/search',
    '/search?service=shop&lookback=1h',
    '/trace/0a000000000000000000000000000001?uiFind=x',
    '/trace/0a...0b',
    '/trace/...',
    '/dependencies',
    '/monitor',
  ])('are answered on %s, as on all routes of Jaeger', async (path) => {
    const { urls } = await withViewer();
    const response = await fetch(urls.query + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe(PAGE);
  });

  it('may load nothing from elsewhere, run nothing inline, and be put into no frame', async () => {
    const { urls } = await withViewer();
    const { headers } = await fetch(urls.query);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('come packed to whoever takes gzip, and to nobody else', async () => {
    const backend = await withViewer();
    const packed = await get(backend, '/', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.body).toString()).toBe(PAGE);
    for (const encoding of ['', 'br', 'gzip;q=0', 'notgzip']) {
      const plain = await get(backend, '/', { 'accept-encoding': encoding });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body.toString()).toBe(PAGE);
    }
  });

  it('are not sent again to whoever has them, and a HEAD gets no body', async () => {
    const backend = await withViewer();
    const { headers } = await get(backend, '/');
    const again = await get(backend, '/', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await get(backend, '/', {}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      String(PAGE.length),
    ]);
  });

  it('are new as soon as they were built again', async () => {
    const viewer = built();
    const { urls } = await backendForTest({ viewer });
    expect(await (await fetch(urls.query)).text()).toBe(PAGE);
    writeFileSync(join(viewer, 'index.html'), 'new');
    utimesSync(join(viewer, 'index.html'), 1, 1);
    expect(await (await fetch(urls.query)).text()).toBe('new');
  });

  it('say what to do when they were not built', async () => {
    const { urls } = await backendForTest({ viewer: '/does/not/exist' });
    const response = await fetch(`${urls.query}/trace/abc`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('npm run build');
  });
});

describe("the viewer's files", () => {
  it('are kept for a year when their name changes with what is in them', async () => {
    const { urls } = await withViewer();
    const script = await fetch(`${urls.query}/assets/main-a1b2.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const icon = await fetch(`${urls.query}/favicon.svg`);
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets//etc/passwd',
    '/assets/.hidden',
    '/assets',
    '/assets/',
    '/nothing.js',
    '/other',
    '//',
  ])('do not lead out of their folder: %s is 404', async (path) => {
    const { status, body } = await get(await withViewer(), path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain('nobody');
  });

  it('a page that is not there is told by the viewer itself, with 404', async () => {
    const { status, body } = await get(await withViewer(), '/other', { accept: 'text/html,*/*' });
    expect([status, body.toString()]).toEqual([404, PAGE]);
  });

  it('are answered to GET and HEAD only', async () => {
    const { status, headers } = await get(await withViewer(), '/search', {}, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

/** `fetch` would tidy up the path and unpack the body. */
async function get(
  { urls }: Backend,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status?: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const { hostname, port } = new URL(urls.query);
  const request = httpRequest({ hostname, port, path, headers, method, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}
