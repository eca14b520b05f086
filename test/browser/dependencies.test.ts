/** The dependencies: graph and table, one service, a time range, thousands of services. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { ODD_TRACES } from '../../packages/local-backend/src/testing/odd-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { openPage, type PageOptions } from './page.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await backendWith(exampleTraces);
});
afterAll(() => backend.close());

const open = (query = '?lookback=all', options: PageOptions = {}) =>
  openPage(`${backend.urls.query}/dependencies${query}`, options);

const graph = (page: Page) => page.getByRole('group', { name: /^Service graph/ });
const rows = (page: Page) => () => page.locator('tbody tr').allInnerTexts();
const fits = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe('the graph', () => {
  it('shows each service, and calls with protocol, count and share of errors', async () => {
    const page = await open();
    await expect.poll(() => graph(page).getByRole('link').count()).toBe(3);
    const text = await graph(page).innerHTML();
    expect(text).toMatch(/unknown 1</);
    expect(text).toMatch(/messaging 1</);
    expect(text).toContain('✗ 100%');
    await graph(page).getByRole('link', { name: 'stock, service, 2 spans, 1 error' }).waitFor();
  });

  it('puts one service in the middle, by the mouse, and hides the others if asked to', async () => {
    const page = await open();
    await graph(page)
      .getByRole('link', { name: /^mailer/ })
      .click();
    await expect.poll(() => new URL(page.url()).searchParams.get('focus')).toBe('mailer');
    await expect.poll(rows(page)).toHaveLength(1);
    expect(await graph(page).locator('.graph-faded').count()).toBeGreaterThan(0);
    await page.getByRole('checkbox', { name: 'Hide the others' }).check();
    await expect.poll(() => graph(page).getByRole('link').count()).toBe(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => graph(page).getByRole('link').count()).toBe(3);
  });

  it('puts one service in the middle by the keyboard, and leads to its traces', async () => {
    const page = await open();
    await graph(page)
      .getByRole('link', { name: /^stock/ })
      .press('Enter');
    await page.getByRole('link', { name: 'Traces of stock' }).press('Enter');
    await page.waitForURL('**/search?service=stock');
  });

  it('fits one screen, and can be enlarged', async () => {
    const page = await open();
    const box = await graph(page).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    await page.keyboard.press('+');
    await expect
      .poll(async () => (await graph(page).boundingBox())?.width ?? 0)
      .toBeGreaterThan(box?.width ?? 0);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(async () => (await graph(page).boundingBox())?.width).toBe(box?.width);
  });
});

describe('the table', () => {
  it('says the same', async () => {
    const page = await open();
    await graph(page).waitFor();
    await page.keyboard.press('t');
    await expect
      .poll(async () => (await rows(page)()).toSorted())
      .toEqual([
        expect.stringMatching(/^Sh\s+shop\s+Ma\s+mailer\s+messaging\s+1\s+0\s+10\.0 ms\s+10\.0 ms/),
        expect.stringMatching(/^Sh\s+shop\s+St\s+stock\s+unknown\s+1\s+✗ 1 \(100%\)\s+57\.0 ms/),
      ]);
    expect(new URL(page.url()).searchParams.get('view')).toBe('table');
    await expectAccessible(page);
  });
});

describe('a time range', () => {
  it('without traces says what to do', async () => {
    const page = await open('?lookback=5m');
    await page.getByText('No trace in this time').waitFor();
    await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('all');
    await graph(page).waitFor();
    expect(new URL(page.url()).searchParams.get('lookback')).toBe('all');
  });
});

describe('5,000 services', () => {
  it('are said to be too many for a picture: a table, and one service with its neighbours', async () => {
    const many = await backendWith(ODD_TRACES.manyServices.data);
    onTestFinished(() => many.close());
    const page = await openPage(`${many.urls.query}/dependencies?lookback=all`);
    await page.getByText('5,000 services are too many for one picture').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(200);
    await expectAccessible(page);
    await page.getByRole('searchbox', { name: 'Find in the table' }).fill('service-4321');
    await expect.poll(rows(page)).toHaveLength(1);
    const field = page.getByRole('combobox', { name: 'Look at' });
    await field.fill('service-7');
    await field.press('Enter');
    await expect.poll(() => graph(page).getByRole('link').count()).toBe(6);
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each([360, 1_280])('is accessible and fits into %i px', async (width) => {
    const page = await open('?lookback=all&focus=stock', { theme, width });
    await expect.poll(() => graph(page).getByRole('link').count()).toBe(3);
    await expectAccessible(page);
    expect(await fits(page)).toBe(true);
  });
});
