/** The page's scripts and styles: built by vite into dist, kept in memory, served under names that change with them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Router } from 'express';

export interface Assets {
  /** The module that the page loads; absent when dist has not been built. */
  script?: string;
  styles: string[];
  router: Router;
}

/** What vite writes of each entry (`build.manifest`). */
type Manifest = Record<string, { file: string; css?: string[] } | undefined>;

const ENTRY = 'browser/main.ts';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const A_YEAR = 'public, max-age=31536000, immutable';

/** @param dist the folder that `npm run build` writes; when it is not there, pages come without scripts and styles. */
export function readAssets(dist = join(import.meta.dirname, '../dist')): Assets {
  const router = Router();
  const icon = readFileSync(join(import.meta.dirname, 'favicon.svg'));
  router.get('/favicon.svg', (_request, response) => {
    response.set('cache-control', 'public, max-age=86400').type('image/svg+xml').send(icon);
  });
  const path = join(dist, '.vite/manifest.json');
  if (!existsSync(path)) return { styles: [], router };

  for (const name of readdirSync(join(dist, 'assets')))
    serve(router, name, readFileSync(join(dist, 'assets', name)));
  const entry = (JSON.parse(readFileSync(path, 'utf8')) as Manifest)[ENTRY];
  return {
    script: entry && `/${entry.file}`,
    styles: (entry?.css ?? []).map((file) => `/${file}`),
    router,
  };
}

function serve(router: Router, name: string, body: Buffer): void {
  const type = TYPES[extname(name)];
  if (!type) return;
  const small = gzipSync(body);
  router.get(`/assets/${name}`, (request, response) => {
    response.set({ 'cache-control': A_YEAR, 'content-type': type, vary: 'accept-encoding' });
    if (request.acceptsEncodings('gzip')) response.set('content-encoding', 'gzip').end(small);
    else response.end(body);
  });
}
