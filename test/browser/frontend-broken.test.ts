import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './axe.ts';
import { type PageUnderTest, startSystem, traceSays } from './frontend-page.ts';
import { openPage } from './page.ts';

/** A browser notes each answer of 400 or more on its console. */
const allow = /Failed to load resource/;

/** Said as soon as it can be, though this profile sends no spans and its part of the trace never comes. */
const verdict = (page: Page) => page.textContent('.trace-verdict');

/** A machine on which much else runs is slow. */
const PATIENCE = { timeout: 20_000 };

describe('the page, where something is broken', () => {
  let system: PageUnderTest;
  let profile: Server;
  let answer: (response: ServerResponse) => void;

  beforeAll(async () => {
    profile = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
    await once(profile, 'listening');
    const { port } = profile.address() as AddressInfo;
    system = await startSystem(['--only', 'request'], { PROFILE_URL: `http://127.0.0.1:${port}` });
  }, 60_000);
  afterAll(async () => {
    await system.stop();
    profile.closeAllConnections();
    profile.close();
  });

  it.each(['light', 'dark'] as const)(
    'names the service that failed, and the trace proves it: %s',
    async (theme) => {
      answer = (response) => response.writeHead(500).end('{}');
      const page = await openPage(`${system.url}/users`, { theme, allow });
      await page.locator('.users a').first().click();
      await expect.poll(() => page.textContent('h1'), PATIENCE).toBe('profile did not do its part');
      expect(await page.textContent('.problem')).toMatch('user failed with 502, because of profile');
      await expect.poll(() => verdict(page), PATIENCE).toMatch('user got no good answer from 127.0.0.1:');
      expect(await page.locator('trace-waterfall [data-failed]').count()).toBeGreaterThan(0);
      await expectAccessible(page);
    },
  );

  it('goes on when it works again', async () => {
    answer = (response) => response.writeHead(500).end('{}');
    const page = await openPage(`${system.url}/users/1`, { allow });
    answer = (response) => response.writeHead(404).end('{}');
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect.poll(() => page.locator('.facts').count(), PATIENCE).toBe(1);
  });

  it('says where the time went when a service is slow', async () => {
    answer = (response) => void setTimeout(() => response.writeHead(404).end('{}'), 900);
    const page = await openPage(`${system.url}/users`, { allow });
    await page.locator('.users a').first().click();
    await expect.poll(() => verdict(page), PATIENCE).toMatch(/The largest part of the time went to user: \d/);
  });

  it('says that event-display cannot be reached, and shows the rest', async () => {
    const page = await openPage(`${system.url}/coins`);
    await expect
      .poll(() => page.textContent('[data-part="feed-state"]'))
      .toMatch('event-display cannot be reached');
    await expectAccessible(page);
  });

  it('says of a user who does not exist that there is none', async () => {
    const page = await openPage(`${system.url}/users/100000`, { allow });
    expect(await page.textContent('h1')).toBe('Not Found');
    expect(await page.textContent('.problem')).toMatch('Cannot find user 100000: there is none');
    await traceSays(page, 'this page');
    await expectAccessible(page);
  });
});
