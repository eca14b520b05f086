/** The search page: finding traces, the plot, the live list, files. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { sendOtlp } from '../../packages/local-backend/src/testing/backend-for-test.ts';
import {
  CART,
  exampleTraces,
  ORPHAN,
  SHORT,
} from '../../packages/local-backend/src/testing/example-traces.ts';
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
  openPage(`${backend.urls.query}/search${query}`, options);

const items = (page: Page) => page.getByRole('region', { name: 'Traces' }).locator('.traces > li');
const titles = (page: Page) => () => items(page).getByRole('link').allInnerTexts();
const parameters = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

describe('searching', () => {
  it('shows traces of all services, newest first, with services, errors and missing parents', async () => {
    const page = await open();
    await expect.poll(titles(page)).toEqual(['(no root span)', 'shop: GET /cart', 'shop: GET /cart']);
    const cart = items(page).nth(2);
    expect(await cart.innerText()).toMatch(/5 spans[\s\S]*✗ 1 error[\s\S]*mailer[\s\S]*shop[\s\S]*stock/);
    expect(await items(page).nth(0).innerText()).toContain('1 without parent');
  });

  it('asks for a service, an operation, tags and durations, and keeps them in the address', async () => {
    const page = await open();
    const form = page.getByRole('form', { name: 'Search' });
    await form.getByRole('combobox', { name: 'Service' }).selectOption('stock');
    await form.getByRole('combobox', { name: 'Operation' }).fill('GET /stock');
    await form.getByRole('textbox', { name: 'Tags' }).fill('error http.response.status_code=500');
    await form.getByRole('textbox', { name: 'Longer than' }).fill('50ms');
    await form.getByRole('button', { name: 'Find traces' }).click();
    await expect.poll(titles(page)).toEqual(['shop: GET /cart']);
    expect(parameters(page)).toMatchObject({
      service: 'stock',
      operation: 'GET /stock',
      tags: '{"error":"true","http.response.status_code":"500"}',
      minDuration: '50ms',
    });
    await page.reload();
    await expect.poll(titles(page)).toEqual(['shop: GET /cart']);
    expect(await form.getByRole('textbox', { name: 'Tags' }).inputValue()).toBe(
      'error=true http.response.status_code=500',
    );
  });

  it('says what is wrong with a field and asks nothing', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Longer than' }).fill('soon');
    await page.getByRole('textbox', { name: 'Tags' }).fill('"');
    await page.keyboard.press('Enter');
    await page.getByText('Expected a duration such as').waitFor();
    await page.getByText('Cannot read the tags').waitFor();
    expect(parameters(page)).toEqual({ lookback: 'all' });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')))
      .toBe('true');
    await expectAccessible(page);
  });

  it('asks from a time to a time', async () => {
    const page = await open();
    await page.getByRole('combobox', { name: 'Time', exact: true }).selectOption('custom');
    await page.getByLabel(/^From/).fill('2026-11-21T10:00:01');
    await page.getByLabel(/^To/).fill('2026-11-21T10:00:02');
    await page.getByRole('button', { name: 'Find traces' }).click();
    await expect.poll(() => items(page).count()).toBe(1);
    expect(await items(page).getByRole('link').getAttribute('href')).toBe(`/trace/${SHORT}`);
  });

  it('says what to do when nothing fits', async () => {
    const page = await open('?lookback=1h&service=gone');
    await page.getByText('No trace fits in the last hour').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Search without these filters' }).click();
    await page.getByRole('link', { name: 'Search at any time' }).click();
    await expect.poll(() => items(page).count()).toBe(3);
  });

  it('says how traces come here when there is none yet', async () => {
    const empty = await backendWith();
    onTestFinished(() => empty.close());
    const page = await openPage(`${empty.urls.query}/search`);
    await page.getByText('No traces yet').waitFor();
    await page.getByText('npm start').waitFor();
    await expectAccessible(page);
  });

  it('orders what was found', async () => {
    const page = await open();
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Longest first');
    const links = () =>
      items(page)
        .getByRole('link')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    await expect.poll(links).toEqual([ORPHAN, CART, SHORT].map((id) => `/trace/${id}`));
    expect(parameters(page)['sort']).toBe('longest');
  });

  it('compares two that were chosen', async () => {
    const page = await open();
    await items(page).nth(1).getByRole('checkbox').check();
    await page.getByText('Choose one more to compare').waitFor();
    await items(page).nth(2).getByRole('checkbox').check();
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await page.waitForURL(`**/trace/${SHORT}...${CART}`);
  });

  it('shows names as they are, and runs none of them', async () => {
    const odd = await backendWith(ODD_TRACES.scripted.data, ODD_TRACES.otherScripts.data);
    onTestFinished(() => odd.close());
    const page = await openPage(`${odd.urls.query}/search?lookback=all`);
    await expect.poll(() => items(page).count()).toBeGreaterThan(1);
    await items(page).getByText('<script>').first().waitFor();
    expect(await page.evaluate(() => 'executed' in window)).toBe(false);
    await expectAccessible(page);
  });
});

const points = (page: Page) => page.getByRole('group', { name: /Duration over time/ }).getByRole('link');

describe('the plot', () => {
  it('has a point for each trace, which leads to it', async () => {
    const page = await open();
    await expect.poll(() => points(page).count()).toBe(3);
    await points(page).first().click({ force: true });
    await page.waitForURL(`**/trace/${CART}`);
  });

  it('is one stop of the Tab key, and the arrow keys move in it', async () => {
    const page = await open();
    await expect.poll(() => points(page).count()).toBe(3);
    await points(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('1 us · 10:00:02.000 · 1 span').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/trace/${ORPHAN}`);
  });
});

describe('the live list', () => {
  it('shows traces as they come, waits while it is paused, and goes on', async () => {
    const live = await backendWith();
    onTestFinished(() => live.close());
    const page = await openPage(`${live.urls.query}/search?view=live`);
    await page.getByText('Waiting for new traces').waitFor();
    await expect.poll(() => page.getByText('Connecting').count()).toBe(0);
    await sendOtlp(live, exampleTraces);
    // The orphan's trace has no root: it is announced only after some seconds.
    await expect.poll(() => items(page).count(), { timeout: 10_000 }).toBe(2);
    await expectAccessible(page);
    await page.keyboard.press('p');
    await expect
      .poll(() => page.getByRole('button', { name: 'Follow (1 new)' }).count(), { timeout: 15_000 })
      .toBe(1);
    expect(await items(page).count()).toBe(2);
    await page.getByRole('button', { name: 'Follow (1 new)' }).click();
    await expect.poll(() => items(page).count()).toBe(3);
  });
});

const file = (name: string, content: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(content)),
});

describe('a file', () => {
  it('with several traces is listed, apart from the others', async () => {
    const page = await open('?lookback=5m');
    await page.getByLabel(/Open a file/).setInputFiles(file('three.json', exampleTraces));
    await expect.poll(() => items(page).count()).toBe(3);
    await page.getByText('three.json, OTLP JSON').waitFor();
    await expectAccessible(page);
    await items(page).nth(2).getByRole('link').click();
    await page.waitForURL(`**/trace/${CART}?file=*`);
  });

  it('with one trace is shown at once, when it is dropped', async () => {
    const page = await open();
    await page.getByText('Open a file').waitFor();
    const span = {
      traceId: 'ab',
      id: 'cd',
      name: 'of zipkin',
      timestamp: 1_795_255_200_000_000,
      duration: 1_000,
    };
    const transfer = await page.evaluateHandle(
      (text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], 'zipkin.json'));
        return data;
      },
      JSON.stringify([span]),
    );
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    await page.waitForURL('**/trace/*ab?file=*');
  });

  it('that is none says what was expected', async () => {
    const page = await openPage(`${backend.urls.query}/search`, { allow: /status of 400/ });
    await page.getByLabel(/Open a file/).setInputFiles(file('notes.json', { hello: 'world' }));
    await page.getByRole('alert').getByText('neither OTLP JSON').waitFor();
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each([360, 1_280])('is accessible and fits into %i px', async (width) => {
    const page = await open('?lookback=all', { theme, width });
    await expect.poll(() => items(page).count()).toBe(3);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});

it('can be used on a phone: the form is folded up', async () => {
  const page = await open('?lookback=all', { width: 360 });
  await page.getByText('All services, any time').click();
  await page.getByRole('combobox', { name: 'Service' }).selectOption('stock');
  await page.getByRole('button', { name: 'Find traces' }).click();
  await expect.poll(() => items(page).count()).toBe(2);
});
