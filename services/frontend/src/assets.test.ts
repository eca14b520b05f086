import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { html } from '@tracewalk/service/html';
import { readAssets } from './assets.ts';
import { renderPage } from './layout.ts';

const SCRIPT = 'export const answer = 42;\n'.repeat(50);

const NOBODY = { mine: { faults: [] }, path: '/' };

describe('the files of the page', () => {
  let dist: string;
  beforeEach(() => (dist = mkdtempSync(join(tmpdir(), 'tracewalk-dist-'))));
  afterEach(() => rmSync(dist, { recursive: true }));

  const build = () => {
    mkdirSync(join(dist, 'assets'));
    mkdirSync(join(dist, '.vite'));
    writeFileSync(join(dist, 'assets/main-1a2b.js'), SCRIPT);
    writeFileSync(join(dist, 'assets/main-3c4d.css'), 'body { margin: 0 }');
    writeFileSync(join(dist, 'assets/notes.map'), '{}');
    const entry = { file: 'assets/main-1a2b.js', css: ['assets/main-3c4d.css'] };
    writeFileSync(join(dist, '.vite/manifest.json'), JSON.stringify({ 'browser/main.ts': entry }));
    return readAssets(dist);
  };
  const served = async () => {
    const server = createServer(express().use(build().router)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const site = (assets = readAssets(dist)) => ({ assets, drawsTraces: false, tracesBrowser: false });

  it('are named by the manifest', () => {
    expect(build()).toMatchObject({ script: '/assets/main-1a2b.js', styles: ['/assets/main-3c4d.css'] });
    const page = renderPage({ title: 'A', main: html`` }, site(), NOBODY);
    expect(page).toMatch('<script type="module" src="/assets/main-1a2b.js"></script>');
    expect(page).not.toMatch('npm run build');
  });

  it('may be kept for a year, and are sent small', async () => {
    const response = await fetch(`${await served()}/assets/main-1a2b.js`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
    });
    expect(await response.text()).toBe(SCRIPT);
  });

  it('are sent as they are to who cannot unpack them', async () => {
    const response = await fetch(`${await served()}/assets/main-3c4d.css`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe('body { margin: 0 }');
  });

  it.each(['/assets/notes.map', '/assets/..%2f.vite/manifest.json', '/assets/main-0000.js'])(
    'do not include %s',
    async (path) => {
      expect((await fetch((await served()) + path)).status).toBe(404);
    },
  );

  it('are missing where they were not built, and the page says how to', () => {
    const page = renderPage({ title: 'A', main: html`<p>The content</p>` }, site(), NOBODY);
    expect(page).toMatch('<code>npm run build</code>');
    expect(page).toMatch('<p>The content</p>');
    expect(page).not.toMatch(/<script|stylesheet/);
  });
});
