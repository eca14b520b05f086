import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './axe.ts';
import { type PageUnderTest, spansDrawn, startSystem, traceSays } from './frontend-page.ts';
import { openPage, type PageOptions } from './page.ts';

/** A machine on which much else runs is slow. */
const PATIENCE = { timeout: 20_000 };

describe('the page', () => {
  let system: PageUnderTest;
  const open = (path = '/', options: PageOptions = {}): Promise<Page> => openPage(system.url + path, options);

  beforeAll(async () => {
    system = await startSystem();
  }, 60_000);
  afterAll(() => system.stop());

  it('draws the trace of its own load, which goes on in the browser', async () => {
    const page = await open();
    expect(await traceSays(page, 'The trace of this page')).toMatch(/^Complete/);
    expect((await spansDrawn(page)).slice(0, 3)).toEqual([
      'frontend GET /',
      'frontend-page documentLoad',
      'frontend-page documentFetch',
    ]);
  });

  it('opens a profile in one trace, from the click to the rows of the databases', async () => {
    const page = await open('/users');
    await page.locator('.users a').nth(2).click();
    expect(await traceSays(page, 'open profile')).toMatch(/^Complete: .* no errors/);
    expect(page.url()).toBe(`${system.url}/users/3`);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

    const drawn = await spansDrawn(page);
    expect(drawn.slice(0, 3)).toEqual([
      'frontend-page open profile',
      'frontend-page GET',
      'frontend GET /users/:id',
    ]);
    expect(drawn).toEqual(expect.arrayContaining(['profile load profile', 'user SELECT users.users']));
    const id = await page.textContent('.trace-id');
    expect(await page.getAttribute('.trace-links a', 'href')).toBe(`${system.traces}/trace/${id}`);
  });

  it('finds users, turns pages, and goes back by the browser', async () => {
    const page = await open('/users');
    await page.getByLabel('Name or e-mail').fill('example.com');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL('**/users?q=example.com');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL('**/users?q=example.com&cursor=*');
    expect(await page.locator('.users a').first().getAttribute('href')).toBe('/users/21');
    await page.goBack();
    await expect.poll(() => page.locator('.users a').first().getAttribute('href'), PATIENCE).toBe('/users/1');
    await traceSays(page, 'go back');
  });

  it('starts a run, shows each step as it is done, and then the whole trace', async () => {
    const page = await open('/runs');
    await page.getByLabel('Stack').selectOption('dns-zones');
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.waitForURL('**/runs/*');
    await expect
      .poll(() => page.locator('.steps .step-state').allTextContents(), { timeout: 20_000 })
      .toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(await page.textContent('[data-part="run-state"]')).toMatch(/^This run has finished/);
    await expect
      .poll(() => spansDrawn(page), { timeout: 20_000 })
      .toEqual(
        expect.arrayContaining(['frontend-page start run', 'drain apply', 'event-display display event']),
      );
    expect(await traceSays(page, 'start run')).toMatch(/Complete: .*what followed took/);
  });

  it('shows coins as they fall, stops when asked to, and draws the trace of one', async () => {
    const page = await open('/coins');
    const heads = page.locator('.coins [data-side="heads"]');
    const before = await heads.count();
    await expect.poll(() => heads.count(), { timeout: 20_000 }).toBeGreaterThan(before);

    await page.getByRole('button', { name: 'Pause' }).click();
    await heads.locator('a').first().click();
    expect(await traceSays(page, 'this coin')).toMatch(/^Complete/);
    const drawn = await spansDrawn(page);
    expect(drawn).toEqual(expect.arrayContaining(['coinflip flip coin', 'event-display display event']));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('trace-title');
  });

  it('does it all with the keyboard alone', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    const reach = async (name: string) => {
      for (let presses = 0; presses < 60; presses++) {
        if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Cannot reach ${name} by Tab`);
    };
    await reach('Runs');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs');
    await reach('Start a run');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/*');
    await traceSays(page, 'start run');
    await reach('Open the whole trace');
  });

  it('makes no trace by watching', async () => {
    const page = await open('/coins');
    await traceSays(page, 'this page');
    // By now the stream, the spans and the looks at the trace have been asked for.
    await page.getByRole('link', { name: 'Runs' }).click();
    await traceSays(page, 'open runs');
    const response = await fetch(`${system.traces}/api/traces?service=frontend&limit=100&lookback=1h`);
    const { data } = (await response.json()) as {
      data: { spans: { operationName: string; tags: Tag[] }[] }[];
    };
    const paths = data.flatMap(({ spans }) =>
      spans.flatMap(({ tags }) => tags.filter(isPath).map(({ value }) => value)),
    );
    expect(paths.filter((path) => /events\/stream|v1\/traces|api\/traces|assets/.test(String(path)))).toEqual(
      [],
    );
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it.each([360, 1_280])('has nothing that axe finds, and fits into %i px', async (width) => {
      const page = await open('/', { theme, width });
      const check = async (title: string) => {
        await traceSays(page, title);
        await expectAccessible(page);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(tooWide).toBeLessThanOrEqual(0);
      };
      await check('this page');
      await page.goto(`${system.url}/users`);
      await check('this page');
      await page.locator('.users a').first().click();
      await check('open profile');
      await page.goto(`${system.url}/runs`);
      await check('this page');
      await page.getByRole('button', { name: 'Start a run' }).click();
      await page.waitForSelector('[data-over]');
      await check('start run');
      await page.goto(`${system.url}/coins`);
      await check('this page');
    });
  });

  it('does not move while it loads or while its trace is drawn', async () => {
    const page = await open('/users');
    await traceSays(page, 'this page');
    const shifted = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) =>
            done(
              list
                .getEntries()
                .reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0),
            ),
          ).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done(0), 500);
        }),
    );
    expect(shifted).toBeLessThan(0.02);
  });

  it('works without scripts: links, forms, and the page of what was made', async () => {
    const page = await open('/users', { javaScript: false });
    await page.getByLabel('Name or e-mail').fill('nobody at all');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.textContent('.empty')).toMatch('nobody at all');
    await page.goto(`${system.url}/users/9`);
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.waitForURL('**/runs/*');
    expect(await page.textContent('h1')).toMatch(/^Run of /);
    expect(await page.getByRole('link', { name: 'Open the whole trace' }).getAttribute('href')).toMatch(
      /\/trace\/\w{32}$/,
    );
    await page.goto(`${system.url}/coins`);
    expect(await page.getByRole('button', { name: 'Pause' }).isVisible()).toBe(false);
  });

  it.each([
    ['the script that traces', '**/assets/tracing-*'],
    ['where its spans go', '**/v1/traces'],
  ])('works where a blocker keeps out %s', async (_what, pattern) => {
    const page = await open('/', { allow: /ERR_FAILED|Failed to fetch/ });
    await page.route(pattern, (route) => route.abort());
    await page.goto(`${system.url}/users`);
    await page.locator('.users a').first().click();
    await page.waitForURL('**/users/1');
    expect(await traceSays(page, 'open profile')).toMatch(/complete/i);
    expect(await spansDrawn(page)).toEqual(
      expect.arrayContaining(['frontend GET /users/:id', 'profile load profile']),
    );
  });

  it('says that its own service is away, and goes on when it is back', async () => {
    const page = await open('/users', { allow: /ERR_|Failed to fetch|Failed to load/ });
    await traceSays(page, 'this page');
    await page.route('**/runs', (route) => route.abort());
    await page.getByRole('link', { name: 'Runs' }).click();
    await expect.poll(() => page.textContent('[role="alert"]'), PATIENCE).toMatch('frontend did not answer');
    await expectAccessible(page);
    await page.unroute('**/runs');
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.waitForURL('**/runs');
  });
});

interface Tag {
  key: string;
  value: unknown;
}
const isPath = ({ key }: Tag): boolean => key === 'url.path';
