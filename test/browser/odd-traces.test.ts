/** Traces as no demo shows them: shown, or said plainly why not; never frozen, never blank, never executed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../packages/local-backend/src/backend.ts';
import { exampleTraces, ORPHAN } from '../../packages/local-backend/src/testing/example-traces.ts';
import { largeTraceId, largeTraceRequests } from '../../packages/local-backend/src/testing/large-traces.ts';
import { ODD_TRACES } from '../../packages/local-backend/src/testing/odd-traces.ts';
import { expectAccessible } from './axe.ts';
import { backendWith } from './backend.ts';
import { openPage } from './page.ts';

let backend: Backend;
/** axe looks at each of up to 1,500 boxes and 1,500 cells. */
const MANY_ELEMENTS_MS = 180_000;
const TABS = ['timeline', 'flame', 'statistics', 'events', 'table', 'json'];
const SIZES = [1_000, 10_000, 200_000];

beforeAll(async () => {
  const odd = Object.values(ODD_TRACES).map(({ data }) => data);
  const large = SIZES.flatMap((spans) => largeTraceRequests({ spans, seed: spans }));
  backend = await backendWith(exampleTraces, ...odd, ...large);
}, 60_000);
afterAll(() => backend.close());

const openTrace = (traceId: string, query = ''): Promise<Page> =>
  openPage(`${backend.urls.query}/trace/${traceId}${query}`);

/** Each tab shows something of its own, and whatever was sent as a script is text. */
async function expectEveryTab(traceId: string): Promise<void> {
  const page = await openTrace(traceId);
  for (const tab of TABS) {
    await page.goto(`${backend.urls.query}/trace/${traceId}?tab=${tab}`);
    await page
      .getByRole('tabpanel')
      .locator('[role=treeitem], table, pre, .flame-box, .state-title')
      .first()
      .waitFor();
    expect(await page.evaluate(() => 'executed' in globalThis)).toBe(false);
    await expectAccessible(page);
  }
}

describe('every tab of a trace', () => {
  it.each(Object.entries(ODD_TRACES))(
    '%s',
    async (_, { traceId }) => {
      await expectEveryTab(traceId);
    },
    MANY_ELEMENTS_MS,
  );

  it('whose spans have no root', async () => {
    await expectEveryTab(ORPHAN);
  });
});

describe('a trace', () => {
  it.each(SIZES)('of %i spans is shown, from the first to the last', async (spans) => {
    const page = await openTrace(largeTraceId(spans));
    await page.locator('#span-0').waitFor();
    await page.getByText(`${spans.toLocaleString('en')} spans`).waitFor();
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.locator(`#span-${spans - 1}.is-active`).waitFor();
  });

  it('1,000 deep prints the level where it cannot be indented further', async () => {
    const page = await openTrace(ODD_TRACES.deep.traceId);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    const last = page.getByRole('treeitem', { name: /^level 1000 / });
    expect(await last.locator('.span-depth').innerText()).toBe('1000');
    expect(await last.getAttribute('aria-level')).toBe('1000');
    const left = await last.locator('.span-text').evaluate((text) => text.getBoundingClientRect().left);
    expect(left).toBeLessThan(400);
  });

  it('with circles and missing parents says where it was mended', async () => {
    const page = await openTrace(ODD_TRACES.cyclic.traceId);
    await page.getByText(/form a circle, which was cut/).waitFor();
    await page.getByText(/named a parent that is not here/).waitFor();
    await page
      .getByRole('treeitem', { name: /^its parent is missing lost .*its parent is missing/ })
      .waitFor();
    expect(await page.getByRole('treeitem').count()).toBe(8);
  });

  it('with odd times shows spans without duration, and says which ended before they began', async () => {
    const page = await openTrace(ODD_TRACES.oddTimes.traceId);
    const nothing = page.getByRole('treeitem', { name: /^no time at all/ });
    expect((await nothing.locator('.span-bar').boundingBox())?.width).toBeGreaterThan(1.5);
    await page.getByRole('treeitem', { name: /^ends before it begins.*ended before it began/ }).click();
    await page.getByRole('complementary').getByText(/⚠/).first().waitFor();
  });

  it('whose spans are hours apart can be zoomed into, to the microsecond', async () => {
    const page = await openTrace(ODD_TRACES.hoursApart.traceId);
    await page.getByRole('treeitem', { name: /^eight hours later/ }).click();
    await page.keyboard.press('!');
    await page.getByText('600 µs in sight').waitFor();
    const labels = await page.locator('.tick').allInnerTexts();
    expect(new Set(labels).size).toBe(labels.length);
    await expect.poll(() => page.locator('#span-2 .span-bar').count()).toBe(1);
  });

  it('with text that would turn the page around shows signs instead', async () => {
    const page = await openTrace(ODD_TRACES.otherScripts.traceId);
    await page.getByRole('treeitem', { name: /طلب البيتزا/ }).waitFor();
    await page.getByText('(no name)').first().waitFor();
    const text = await page.getByRole('tree').innerText();
    expect(text).not.toContain('\u202e');
    expect(text).toContain('\ufffdevil');
  });

  it('with attributes of 100 KB shows their beginning, and all when asked', async () => {
    const page = await openTrace(ODD_TRACES.bigAttributes.traceId, '?span=0000000000000001');
    const value = page.locator('.value').first();
    await value.waitFor();
    expect((await value.innerText()).length).toBeLessThan(3_000);
    await page.getByRole('button', { name: 'Show all of it (100.0 KiB)' }).click();
    await expect.poll(async () => (await value.innerText()).length).toBe(100 * 1_024);
  });

  it('with a script in every string executes none of them, in the details neither', async () => {
    const page = await openTrace(ODD_TRACES.scripted.traceId, '?span=0000000000000001&uiFind=%3Cscript%3E');
    await page.getByRole('complementary').getByText('javascript:window.executed=1').first().waitFor();
    expect(await page.evaluate(() => 'executed' in globalThis)).toBe(false);
    expect(await page.locator('main script, main img[src="x"], a[href^="javascript"]').count()).toBe(0);
  });

  it('of 5,000 services lists as many as can be read, and says how many there are', async () => {
    const page = await openTrace(ODD_TRACES.manyServices.traceId);
    await page.getByText('4,988 more services').click();
    await page.getByText('The first 300 of 5,000 services are listed.').waitFor();
  });
});
