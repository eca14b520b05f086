/** The trace page with the keyboard alone. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { CART, exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { largeTraceId, largeTraceRequests } from '../../packages/local-backend/src/testing/large-traces.ts';
import { backendWith } from './backend.ts';
import { openPage } from './page.ts';

let backend: Backend;
const LARGE = 5;

beforeAll(async () => {
  backend = await backendWith(exampleTraces, ...largeTraceRequests({ spans: 10_000, seed: LARGE }));
});
afterAll(() => backend.close());

/** With the focus in the tree, where Tab leads. */
async function openTree(traceId: string): Promise<Page> {
  const page = await openPage(`${backend.urls.query}/trace/${traceId}`);
  await page.getByRole('treeitem').first().waitFor();
  for (let tabs = 0; tabs < 60 && !(await isInTree(page)); tabs++) await page.keyboard.press('Tab');
  expect(await isInTree(page), 'Tab leads to the tree').toBe(true);
  return page;
}

const isInTree = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('role') === 'tree');

/** What a screen reader is told of the row that the keyboard is at. */
const active = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
    const item = document.getElementById(id);
    const name = item?.querySelector('.span-operation')?.textContent;
    return item ? `${name} ${item.getAttribute('aria-level')}` : 'nothing';
  });

describe('the tree', () => {
  it('goes up and down, to the ends, and in and out of branches', async () => {
    const page = await openTree(CART);
    const press = async (key: string): Promise<string> => {
      await page.keyboard.press(key);
      return active(page);
    };
    expect(await active(page)).toBe('GET /cart 1');
    expect(await press('ArrowDown')).toBe('GET 2');
    expect(await press('ArrowRight')).toBe('GET /stock 3');
    expect(await press('ArrowLeft')).toBe('GET 2');
    expect(await press('End')).toBe('process 3');
    expect(await press('Home')).toBe('GET /cart 1');
    expect(await press('ArrowUp')).toBe('GET /cart 1');
  });

  it('collapses and expands, and says so', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('ArrowLeft');
    const root = page.getByRole('treeitem').first();
    expect(await root.getAttribute('aria-expanded')).toBe('false');
    expect(await page.getByRole('treeitem').count()).toBe(1);
    await page.keyboard.press('*');
    expect(await root.getAttribute('aria-expanded')).toBe('true');
  });

  it('goes to the next name that begins with what is typed', async () => {
    const page = await openTree(CART);
    await page.keyboard.type('pro');
    expect(await active(page)).toBe('process 3');
  });

  it('keeps its place in a trace of thousands: the row is there, wherever one scrolls', async () => {
    const page = await openTree(largeTraceId(LARGE));
    await page.keyboard.press('End');
    const last = await active(page);
    expect(last).not.toBe('nothing');
    await page.locator('.span-tree').evaluate((tree) => (tree.scrollTop = 0));
    await page.locator('#span-0').waitFor();
    expect(await active(page)).toBe(last);
    expect(await isInTree(page)).toBe(true);
    await page.keyboard.press('ArrowUp');
    expect(await active(page)).not.toBe('nothing');
  });

  it('tells each row its place among its siblings', async () => {
    const page = await openTree(CART);
    const publish = page.getByRole('treeitem', { name: /^publish/ });
    expect(await publish.getAttribute('aria-posinset')).toBe('2');
    expect(await publish.getAttribute('aria-setsize')).toBe('2');
  });

  it('opens the details with Enter, follows the arrows, and closes with Escape', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'GET /cart' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'GET /stock' }).waitFor();
    expect(await isInTree(page)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
    expect(await isInTree(page)).toBe(true);
  });

  it('comes back from the details to the tree', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copy link' }).focus();
    await page.keyboard.press('Escape');
    expect(await isInTree(page)).toBe(true);
  });
});

describe('the keys of the page', () => {
  it('lead to the slow and to the failing span', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('>');
    expect(await active(page)).toBe('GET /stock 3');
    await page.keyboard.press('Enter');
    await page.getByText('✗ no stock').waitFor();
  });

  it('find, and go from match to match', async () => {
    const page = await openPage(`${backend.urls.query}/trace/${CART}`);
    await page.getByRole('treeitem').first().waitFor();
    await page.keyboard.press('f');
    await page.keyboard.type('shop');
    const count = (text: string) => page.locator('#find-count', { hasText: text }).waitFor();
    await count('1 of 3');
    await page.keyboard.press('Enter');
    await count('2 of 3');
    await page.keyboard.press('Shift+Enter');
    await count('1 of 3');
  });

  it('zoom, move along, and show all again', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('+');
    await page.getByText('45.0 ms in sight').waitFor();
    await page.keyboard.press(']');
    await expect.poll(() => new URL(page.url()).searchParams.get('view')).toMatch(/^33750~78750$/);
    await page.keyboard.press('0');
    await page.getByText('90.0 ms in sight').waitFor();
  });

  it('move the edges of the minimap', async () => {
    const page = await openPage(`${backend.urls.query}/trace/${CART}`);
    const edge = page.getByRole('slider', { name: 'In sight from' });
    await edge.focus();
    await page.keyboard.press('PageUp');
    await page.getByText('81.0 ms in sight').waitFor();
    expect(await edge.getAttribute('aria-valuetext')).toBe('9.00 milliseconds');
  });

  it('change the tab, by digits and by arrows in the list of tabs', async () => {
    const page = await openTree(CART);
    await page.keyboard.press('3');
    await page.getByRole('columnheader', { name: 'Own work' }).waitFor();
    await page.getByRole('tab', { name: 'Statistics' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Events', selected: true }).waitFor();
  });

  it('walk through the flame graph', async () => {
    const page = await openPage(`${backend.urls.query}/trace/${CART}?tab=flame`);
    await page.getByRole('button', { name: /^GET \/cart shop/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const name = () => page.evaluate(() => document.activeElement?.getAttribute('title')?.split(' · ')[0]);
    expect(await name()).toBe('GET /stock');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    expect(await name()).toBe('publish');
  });

  it('are all in the sheet', async () => {
    const page = await openPage(`${backend.urls.query}/trace/${CART}`);
    await page.getByRole('treeitem').first().waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    for (const label of ['Next error', 'Zoom to the span', 'Find in the trace', 'Expand all siblings']) {
      await sheet.getByText(label, { exact: true }).waitFor();
    }
  });
});
