/** What all pages of the viewer share: header, addresses, theme, time zone, keyboard, and what is shown when something fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { CART, exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { newPage, openPage, type PageOptions } from './page.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await backendWith(exampleTraces);
});
afterAll(() => backend.close());

const open = (path: string, options: PageOptions = {}) => openPage(backend.urls.query + path, options);

describe('the shell', () => {
  it('shows the search at the root, and each page by its link, without loading anew', async () => {
    const page = await open('/');
    await page.getByRole('heading', { name: 'Search', level: 1 }).waitFor();
    await page.evaluate(() => Object.assign(window, { still: 'here' }));
    for (const name of ['Dependencies', 'Monitor', 'Search']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await expect.poll(() => page.title()).toBe(`${name} · Tracewalk`);
    }
    expect(await page.evaluate(() => 'still' in window)).toBe(true);
    await page.goBack();
    await page.getByRole('heading', { name: 'Monitor', level: 1 }).waitFor();
  });

  it('moves the keyboard to the content after a link, and offers to skip the header', async () => {
    const page = await open('/search');
    await page.getByRole('heading', { name: 'Search' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.getByRole('link', { name: 'Monitor' }).press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('goes to a trace by its id, and says what an id is', async () => {
    const page = await open('/monitor');
    await page.getByRole('heading', { name: 'Monitor' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no id');
    await page.keyboard.press('Enter');
    const field = page.getByRole('searchbox', { name: 'Trace id' });
    expect(await field.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain(
      '1 to 32 hex',
    );
    await field.fill(` ${CART.toUpperCase()} `);
    await field.press('Enter');
    await page.waitForURL(`**/trace/${CART}`);
  });

  it('says that a page is not there, and where to go', async () => {
    const page = await open('/nowhere', { allow: /404/ });
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Search for traces' }).click();
    await page.getByRole('heading', { name: 'Search', level: 1 }).waitFor();
  });
});

const background = () => getComputedStyle(document.body).backgroundColor;

describe('the theme', () => {
  it('is that of the system until one is chosen, and is kept', async () => {
    const page = await open('/search', { theme: 'dark' });
    const dark = await page.evaluate(background);
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
    await expect.poll(() => page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await page.reload();
    expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('Auto');
    await expect.poll(() => page.evaluate(background)).toBe(dark);
  });
});

describe('the time zone', () => {
  it('is local or UTC, for all times at once, and is kept', async () => {
    const page = await open('/search?lookback=all', { timezone: 'Asia/Tokyo' });
    const item = page.getByRole('listitem').filter({ hasText: '5 spans' });
    await expect.poll(() => item.innerText()).toContain('19:00:00.000');
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('UTC');
    await expect.poll(() => item.innerText()).toContain('10:00:00.000');
    await page.reload();
    await expect.poll(() => item.innerText()).toContain('10:00:00.000');
  });
});

describe('the keyboard', () => {
  it('lists what it does on this page, and gives the sheet up for Escape', async () => {
    const page = await open('/monitor');
    await page.getByRole('heading', { name: 'Monitor' }).waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    await sheet.getByText('Go to Dependencies').waitFor();
    await sheet.getByRole('heading', { name: 'Monitor' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => sheet.isVisible()).toBe(false);
  });

  it('goes to the pages by two letters, but not while somebody types', async () => {
    const page = await open('/search');
    await page.getByRole('textbox', { name: 'Tags' }).pressSequentially('gd');
    expect(new URL(page.url()).pathname).toBe('/search');
    await page.getByRole('heading', { name: 'Search', level: 1 }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL('**/dependencies');
  });

  it('leaves letters alone when they are switched off', async () => {
    const page = await open('/search');
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await page.getByRole('checkbox', { name: /Letters and signs/ }).uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
    expect(new URL(page.url()).pathname).toBe('/search');
  });
});

describe('a failure', () => {
  it('of the backend is said, and can be tried again', async () => {
    const page = await newPage({ allow: /ERR_FAILED/ });
    await page.route('**/api/viewer/dependencies*', (route) => route.abort());
    await page.goto(`${backend.urls.query}/dependencies`);
    await page.getByRole('alert').getByText('nobody answers').waitFor();
    await expectAccessible(page);
    await page.unroute('**/api/viewer/dependencies*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'No trace in this time' }).waitFor();
  });

  it('to load a page’s code is said, and the header stays', async () => {
    const page = await newPage({ allow: /ERR_FAILED|Failed to (load|fetch)/ });
    await page.route('**/assets/monitor-page-*.js', (route) => route.abort());
    await page.goto(`${backend.urls.query}/monitor`);
    await page.getByRole('heading', { name: 'Cannot load the monitor' }).waitFor();
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Search', level: 1 }).waitFor();
  });
});
