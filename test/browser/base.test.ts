import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { browser, listen, newPage, openPage } from './page.ts';

/** Serves one page, with a policy that forbids what is inline. */
async function served(body: string): Promise<string> {
  const server = createServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'" })
      .end(`<!doctype html><html lang="en"><title>A page</title><body>${body}</body></html>`),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('the browser of the tests', () => {
  it('notes an error on the console, an exception, and what the policy forbids', async () => {
    const context = await (await browser()).newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints = await listen(page);
    await page.goto(await served('<main><h1>Bad</h1><script>window.executed = true</script></main>'));
    await page.evaluate(() => {
      console.error('I complain');
      setTimeout(() => {
        throw new Error('I throw');
      });
    });
    await expect.poll(() => complaints.join('\n')).toMatch(/I throw/);
    expect(complaints.join('\n')).toMatch(/console: I complain/);
    expect(complaints.join('\n')).toMatch(/forbidden: script-src-elem inline/);
    expect(await page.evaluate(() => 'executed' in window)).toBe(false);
  });

  it('finds what axe finds, under a strict policy', async () => {
    const page = await openPage(await served('<main><h1>Bad</h1><button></button><input></main>'));
    await expect(expectAccessible(page)).rejects.toThrow(/button-name[\s\S]*label/);
  });

  it('has the window, the theme and the time zone that a test asks for', async () => {
    const page = await newPage({ theme: 'dark', width: 360, height: 640, timezone: 'Asia/Tokyo' });
    expect(
      await page.evaluate(() => ({
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
        width: innerWidth,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      })),
    ).toEqual({ dark: true, width: 360, zone: 'Asia/Tokyo' });
  });

  it('opens a page of the viewer, as it was built, on a backend with traces', async () => {
    const backend = await backendWith(exampleTraces);
    onTestFinished(() => backend.close());
    const page = await openPage(`${backend.urls.query}/search`);
    expect(await page.title()).not.toBe('');
    expect(backend.stats().traces).toBe(3);
  });
});
