/** The Monitor: charts and tables of rate, errors and durations, and the way from a number to its traces. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { BEGIN, CART, exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { openPage, type PageOptions } from './page.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await backendWith(exampleTraces);
});
afterAll(() => backend.close());

/** A minute around the traces: steps of a second. */
const MINUTE = `lookback=custom&start=${BEGIN - 30_000_000}&end=${BEGIN + 30_000_000}`;

const open = (query = `?${MINUTE}`, options: PageOptions = {}) =>
  openPage(`${backend.urls.query}/monitor${query}`, options);

const chart = (page: Page, name: string) =>
  page.getByRole('group', { name: new RegExp(`^${name} over time`) });
const rows = (page: Page) => () => page.locator('tbody tr').allInnerTexts();
const asked = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

describe('the tables', () => {
  it('show services, then the operations of one, and lead to their traces', async () => {
    const page = await open();
    await expect
      .poll(rows(page))
      .toEqual([
        expect.stringMatching(/shop/),
        expect.stringMatching(/stock[\s\S]*✗ 100%/),
        expect.stringMatching(/mailer/),
      ]);
    await page.getByRole('rowheader', { name: 'stock' }).getByRole('link').click();
    await expect.poll(rows(page)).toEqual([expect.stringMatching(/GET \/stock[\s\S]*57\.0 ms/)]);
    await page.getByRole('link', { name: /100% of 1 calls failed/ }).click();
    await page.waitForURL('**/search?*');
    expect(asked(page)).toMatchObject({
      service: 'stock',
      operation: 'GET /stock',
      tags: '{"error":"true"}',
    });
    await page.locator(`.traces a[href="/trace/${CART}"]`).waitFor();
  });

  it('are ordered by a column', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Errors' }).click();
    await expect.poll(async () => (await rows(page)())[0]).toMatch(/stock/);
    expect(await page.getByRole('columnheader', { name: 'Errors' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
  });
});

describe('the charts', () => {
  it('lead to the traces of a moment by the keyboard, and say its values', async () => {
    const page = await open();
    await chart(page, 'Durations').waitFor();
    await chart(page, 'Durations').focus();
    await page.keyboard.press('Home');
    for (let step = 0; step < 30; step++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('status').last().innerText()).toContain('p50 57.0 ms');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?*');
    expect(asked(page)).toMatchObject({ minDuration: '90000us', lookback: 'custom' });
    await page.locator(`.traces a[href="/trace/${CART}"]`).waitFor();
  });

  it('lead to the failed traces of a moment by the mouse', async () => {
    const page = await open();
    const over = chart(page, 'Errors').locator('.u-over');
    const box = await over.boundingBox();
    await over.click({ position: { x: ((box?.width ?? 0) * 30) / 59, y: 40 } });
    await page.waitForURL('**/search?*');
    expect(asked(page)).toMatchObject({ tags: '{"error":"true"}' });
    await page.locator(`.traces a[href="/trace/${CART}"]`).waitFor();
  });

  it('choose a time range by a drag', async () => {
    const page = await open();
    const box = await chart(page, 'Rate').locator('.u-over').boundingBox();
    if (!box) throw new Error('There is no chart');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 50, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => Number(asked(page)['start'])).toBeGreaterThan(BEGIN - 20_000_000);
    expect(Number(asked(page)['end'])).toBeLessThan(BEGIN + 20_000_000);
    await expect.poll(rows(page)).toHaveLength(3);
  });
});

it('says why there is nothing, and counts all spans if asked to', async () => {
  const page = await open(`?${MINUTE}&service=stock&operation=tidy+up`);
  await page.getByText('No calls of tidy up in this time').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'count all spans' }).click();
  await expect.poll(rows(page)).toEqual([expect.stringMatching(/tidy up[\s\S]*400 ms/)]);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each([360, 1_280])('is accessible and fits into %i px', async (width) => {
    const page = await open(undefined, { theme, width });
    await chart(page, 'Durations').waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
