/** The trace page, with the mouse: each thing it can do, and what the address keeps of it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { CART, exampleTraces } from '../../packages/local-backend/src/testing/example-traces.ts';
import { largeTraceId, largeTraceRequests } from '../../packages/local-backend/src/testing/large-traces.ts';
import { ODD_TRACES } from '../../packages/local-backend/src/testing/odd-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { openPage, type PageOptions } from './page.ts';

let backend: Backend;
const LARGE = 3;

beforeAll(async () => {
  const large = largeTraceRequests({ spans: 50_000, seed: LARGE });
  backend = await backendWith(exampleTraces, ODD_TRACES.oddTimes.data, ...large);
});
afterAll(() => backend.close());

const openTrace = (traceId: string, query = '', options: PageOptions = {}): Promise<Page> =>
  openPage(`${backend.urls.query}/trace/${traceId}${query}`, options);

const row = (page: Page, name: string | RegExp) => page.getByRole('treeitem', { name });
const parameter = (page: Page, name: string) => () => new URL(page.url()).searchParams.get(name);

describe('the timeline', () => {
  it('shows each span below its parent, with how long it took and whether it failed', async () => {
    const page = await openTrace(CART);
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(5);
    const stock = row(page, /^GET \/stock stock server, failed, 57\.0 milliseconds/);
    expect(await stock.getAttribute('aria-level')).toBe('3');
    expect(await stock.innerText()).toContain('✗');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('shop GET /cart');
  });

  it('draws the critical path on the bars, until it is switched off', async () => {
    const page = await openTrace(CART);
    await expect.poll(() => page.locator('.span-critical').count()).toBeGreaterThan(3);
    await page.getByRole('checkbox', { name: 'Critical path' }).uncheck();
    await expect.poll(() => page.locator('.span-critical').count()).toBe(0);
    await expect.poll(parameter(page, 'critical')).toBe('off');
  });

  it('marks events on the bar of their span', async () => {
    const page = await openTrace(CART);
    await row(page, /GET \/stock/)
      .locator('.span-event')
      .waitFor();
  });

  it('collapses a span, and keeps that in the address', async () => {
    const page = await openTrace(CART);
    await row(page, /^GET shop/)
      .locator('.span-toggle')
      .click();
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(4);
    expect(await row(page, /^GET shop/).innerText()).toContain('+1');
    await expect.poll(parameter(page, 'collapsed')).toBe('5.1');
    await page.reload();
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(4);
  });

  it('zooms by a drag over the minimap, keeps that in the address, and shows all again', async () => {
    const page = await openTrace(CART);
    const box = await page.locator('.minimap').boundingBox();
    if (!box) throw new Error('There is no minimap');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(parameter(page, 'view')).toMatch(/^22\d{3}[\d.]*~45\d{3}/);
    const view = parameter(page, 'view')();
    await page.reload();
    await page.getByText('22.5 ms in sight').waitFor();
    expect(parameter(page, 'view')()).toBe(view);
    await page.getByRole('button', { name: 'All of the time' }).click();
    await expect.poll(parameter(page, 'view')).toBe(null);
  });

  it('zooms around the pointer with Ctrl and the wheel, and not the page', async () => {
    const page = await openTrace(CART);
    const bars = await page.locator('.span-bars').first().boundingBox();
    if (!bars) throw new Error('There are no bars');
    await page.mouse.move(bars.x + bars.width / 2, bars.y + 10);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await page.getByText('45.0 ms in sight').waitFor();
    await expect.poll(parameter(page, 'view')).toMatch(/^22\d{3}[\d.]*~67\d{3}/);
  });

  it('says where a bar is that is out of sight, and goes there', async () => {
    const page = await openTrace(CART, '?view=0~1000');
    await row(page, /^process mailer/)
      .locator('.span-outside')
      .click();
    await expect
      .poll(() =>
        row(page, /^process mailer/)
          .locator('.span-bar')
          .count(),
      )
      .toBe(1);
  });

  it('says by how much a clock is wrong, and moves the span when asked', async () => {
    const page = await openTrace(ODD_TRACES.oddTimes.traceId);
    const early = row(page, /^begins before its parent/);
    expect(await early.innerText()).toContain('50.0 ms too early');
    await page.getByRole('checkbox', { name: /Align clocks/ }).check();
    await expect.poll(() => early.innerText()).toContain('moved 50.0 ms later');
  });

  it('goes from error to error', async () => {
    const page = await openTrace(largeTraceId(LARGE));
    await page.getByRole('button', { name: /errors?: next/ }).click();
    const active = page.locator('.span-row.is-active');
    await expect.poll(() => active.getAttribute('class')).toContain('is-error');
    const first = await active.getAttribute('id');
    await page.getByRole('button', { name: /errors?: next/ }).click();
    await expect.poll(() => active.getAttribute('id')).not.toBe(first);
    await expect.poll(() => active.getAttribute('class')).toContain('is-error');
  });

  it('has few elements, however many spans', async () => {
    const page = await openTrace(largeTraceId(LARGE));
    await page.getByRole('treeitem').first().waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(100);
    await page.locator('.span-tree').evaluate((tree) => (tree.scrollTop = tree.scrollHeight));
    await page.locator('#span-49999').waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(100);
  });
});

describe('find', () => {
  it('counts what matches in names, services and attributes, marks it, and goes from match to match', async () => {
    const page = await openTrace(CART);
    await page.getByRole('searchbox', { name: 'Find in this trace' }).fill('no stock');
    await page.getByText('1 found').waitFor();
    expect(await row(page, /GET \/stock/).getAttribute('class')).toContain('is-match');
    await page.getByRole('button', { name: 'Next match' }).click();
    await page.locator('#find-count', { hasText: '1 of 1' }).waitFor();
    expect(await page.locator('.span-row.is-active').innerText()).toContain('GET /stock');
    await expect.poll(parameter(page, 'uiFind')).toBe('no stock');
  });

  it('finds what the address asks for', async () => {
    const page = await openTrace(CART, '?uiFind=mailer');
    await page.getByText('1 found').waitFor();
  });

  it('says when there is nothing', async () => {
    const page = await openTrace(CART, '?uiFind=nowhere');
    await page.getByText('no match').waitFor();
  });
});

describe('the detail of a span', () => {
  const STOCK = '?span=0000000000000013';

  it('opens by a click: attributes, events, what failed, how it came', async () => {
    const page = await openTrace(CART);
    await row(page, /GET \/stock/).click();
    const detail = page.getByRole('complementary', { name: 'GET /stock' });
    await detail.getByText('http.response.status_code').waitFor();
    const text = await detail.innerText();
    expect(text).toContain('✗ no stock');
    expect(text).toContain('exception.message');
    expect(text).toContain('OTLP/HTTP');
    await expect.poll(parameter(page, 'span')).toBe('0000000000000013');
  });

  it('opens from the address, and closes', async () => {
    const page = await openTrace(CART, STOCK);
    await page.getByRole('complementary', { name: 'GET /stock' }).waitFor();
    await page.getByRole('button', { name: 'Close the details' }).click();
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
    await expect.poll(parameter(page, 'span')).toBe(null);
  });

  it('says when the address names a span that is not there', async () => {
    const page = await openTrace(CART, '?span=00000000000000ff', { allow: /404/ });
    await page.getByText('Cannot show span 00000000000000ff').waitFor();
  });

  it('follows links both ways, within the trace and to others', async () => {
    const page = await openTrace(CART);
    await row(page, /^process mailer/).click();
    const links = page.getByRole('list', { name: 'Links from this span' });
    await links.getByRole('button', { name: 'publish' }).click();
    await page.getByRole('complementary', { name: 'publish' }).waitFor();
    const back = page.getByRole('list', { name: 'Links to this span' });
    await back.getByRole('link', { name: /process/ }).click();
    await page.getByRole('complementary', { name: 'process' }).waitFor();
    await links.getByRole('link', { name: /trace 0a/ }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/trace/0a000000000000000000000000000002');
  });

  it('is copied as JSON, as a command that works, and as a link', async () => {
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    const page = await openTrace(CART, STOCK, { context });
    const copied = async (button: string): Promise<string> => {
      await page.getByRole('button', { name: button }).click();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await page.getByRole('button', { name: 'Copy JSON' }).waitFor();
    await expect.poll(() => copied('Copy JSON')).toContain('"spanId": "0000000000000013"');
    await expect.poll(() => copied('Copy cURL')).toMatch(/^curl 'http/);
    const address = /'(.+)'/.exec(await copied('Copy cURL'))?.[1] ?? '';
    expect(await (await fetch(address)).json()).toMatchObject({ name: 'GET /stock' });
    await expect
      .poll(() => copied('Copy link'))
      .toContain('/trace/0a000000000000000000000000000001?span=0000000000000013');
  });

  it('says when the backend is gone, and tries again', async () => {
    const page = await openTrace(CART, '', { allow: /ERR_FAILED/ });
    await page.getByRole('treeitem').first().waitFor();
    await page.route('**/spans/**', (route) => route.abort());
    await row(page, /GET \/stock/).click();
    await page.getByText('Cannot reach the trace backend').waitFor();
    await page.unroute('**/spans/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('exception.message').waitFor();
  });
});

describe('the other ways to look at a trace', () => {
  it('flame graph: a box for each path, that can be zoomed to', async () => {
    const page = await openTrace(CART, '?tab=flame');
    await page.getByRole('button', { name: /^GET \/stock stock .* failed, level 3/ }).click();
    await expect.poll(parameter(page, 'flame')).toBe('2');
    await page.getByRole('button', { name: 'Show on the timeline' }).click();
    await page.getByRole('complementary', { name: 'GET /stock' }).waitFor();
  });

  it('statistics: own work per service and operation, sorted by a click', async () => {
    const page = await openTrace(CART, '?tab=statistics');
    const first = () => page.locator('tbody tr').first().innerText();
    await expect.poll(first).toContain('GET /stock');
    await page.getByRole('button', { name: 'Spans' }).click();
    await expect.poll(() => page.locator('th[aria-sort="descending"]').innerText()).toContain('Spans');
    await page.getByRole('button', { name: 'By service' }).click();
    await expect.poll(first).toContain('shop');
    await expect.poll(parameter(page, 'by')).toBe('service');
  });

  it('events: all in one list', async () => {
    const page = await openTrace(CART, '?tab=events');
    await page.getByRole('cell').filter({ hasText: 'exception.message=no stock' }).waitFor();
    await page.getByRole('button', { name: 'GET /stock' }).click();
    await page.getByRole('complementary', { name: 'GET /stock' }).waitFor();
  });

  it('table: each span a row, a page at a time', async () => {
    const page = await openTrace(largeTraceId(LARGE), '?tab=table');
    await page.getByText('Spans 1 to 100 of 50,000').waitFor();
    await page.getByRole('button', { name: 'Next ›' }).click();
    await page.getByText('Spans 101 to 200 of 50,000').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    await expect.poll(parameter(page, 'page')).toBe('2');
  });

  it('JSON: in OpenTelemetry’s form, to be saved', async () => {
    const page = await openTrace(CART, '?tab=json');
    const text = await page.locator('pre').innerText();
    expect(JSON.parse(text)).toHaveProperty('result.resourceSpans');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as a file' }).click();
    expect((await download).suggestedFilename()).toBe(`trace-${CART}.json`);
  });

  it('are steps that the back button takes back', async () => {
    const page = await openTrace(CART);
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('columnheader', { name: 'Own work' }).waitFor();
    await page.goBack();
    await page.getByRole('tree').waitFor();
  });
});

describe('a trace that cannot be shown', () => {
  it('says so, and what to do', async () => {
    const page = await openTrace('ffffffffffffffffffffffffffffffff', '', { allow: /404/ });
    await page.getByRole('heading', { name: 'There is no such trace here' }).waitFor();
    await expectAccessible(page);
  });
});

describe('every tab and state', () => {
  const STATES = [
    '',
    '?span=0000000000000013',
    '?uiFind=stock&view=1000~30000&collapsed=5.1',
    '?tab=flame',
    '?tab=statistics',
    '?tab=events',
    '?tab=table',
    '?tab=json',
  ];

  it.each([
    { theme: 'light', width: 1_280 },
    { theme: 'dark', width: 1_280 },
    { theme: 'light', width: 360 },
    { theme: 'dark', width: 360 },
  ] as const)('is accessible and fits: $theme, $width px', async ({ theme, width }) => {
    const page = await openTrace(CART, '', { theme, width, height: 740 });
    for (const state of STATES) {
      await page.goto(`${backend.urls.query}/trace/${CART}${state}`);
      await page.getByRole('tabpanel').locator('[role=treeitem], table, pre, .flame-box').first().waitFor();
      if (state.includes('span=')) await page.getByText('exception.message').waitFor();
      await expectAccessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${state} must not scroll sideways`).toBeLessThanOrEqual(0);
    }
  });
});
