/** Two traces compared. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { CART, exampleTraces, SHORT } from '../../packages/local-backend/src/testing/example-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { openPage } from './page.ts';

let backend: Backend;
beforeAll(async () => void (backend = await backendWith(exampleTraces)));
afterAll(() => backend.close());

const address = (a: string, b: string, query = ''): string =>
  `${backend.urls.query}/trace/${a}...${b}${query}`;

it('says of each path whether it is in one, or slower or faster in the other', async () => {
  const page = await openPage(address(SHORT, CART));
  const stock = page.getByRole('row', { name: /GET \/stock/ });
  expect(await stock.innerText()).toContain('+ only in B');
  expect(await page.getByRole('row', { name: /GET \/cart shop slower/ }).count()).toBe(1);
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect.poll(() => stock.innerText()).toContain('− only in A');
  expect(new URL(page.url()).pathname).toBe(`/trace/${CART}...${SHORT}`);
});

it('has both totals, with a link to each trace', async () => {
  const page = await openPage(address(SHORT, CART));
  const totals = page.getByRole('table', { name: 'Both traces as a whole' });
  expect(await totals.innerText()).toContain('✗ 1');
  await totals.getByRole('link', { name: CART }).click();
  await page.getByRole('tree', { name: 'Spans' }).waitFor();
});

it('says when nothing differs, and shows every path when asked', async () => {
  const page = await openPage(address(CART, CART));
  await page.getByText('The traces have the same structure').waitFor();
  await page.getByRole('checkbox', { name: 'Only what differs' }).uncheck();
  await expect.poll(() => page.getByRole('row', { name: /same time/ }).count()).toBe(5);
  expect(new URL(page.url()).searchParams.get('show')).toBe('all');
});

it('is reached from a trace', async () => {
  const page = await openPage(`${backend.urls.query}/trace/${CART}`);
  await page.getByText('Compare …').click();
  await page.getByRole('textbox', { name: 'Id of the trace to compare with' }).fill(SHORT);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Compare two traces' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/trace/${CART}...${SHORT}`);
});

it('says which of the traces is missing', async () => {
  const missing = 'ffffffffffffffffffffffffffffffff';
  const page = await openPage(address(CART, missing), { allow: /404/ });
  await page.getByText(`Trace ${missing}`).waitFor();
  await expectAccessible(page);
});

it.each([
  { theme: 'light', width: 1_280 },
  { theme: 'dark', width: 1_280 },
  { theme: 'light', width: 360 },
  { theme: 'dark', width: 360 },
] as const)('is accessible and fits: $theme, $width px', async ({ theme, width }) => {
  const page = await openPage(address(CART, SHORT, '?show=all'), { theme, width });
  await page.getByRole('row', { name: /GET \/stock/ }).waitFor();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
