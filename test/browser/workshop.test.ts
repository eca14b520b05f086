/** The facilitator's page in a real browser: on a phone, on a wall, live, and without scripts. */
import { join } from 'node:path';
import { findLabs } from '@tracewalk/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { readAttendees } from '../../packages/cli/src/workshop/attendees.ts';
import { expecting } from '../../packages/cli/src/workshop/board.ts';
import type { Report } from '../../packages/cli/src/workshop/report.ts';
import { type RunningWorkshop, startWorkshop } from '../../packages/cli/src/workshop/server.ts';
import { expectAccessible } from './axe.ts';
import { openPage, type PageOptions } from './page.ts';

const firstLab = (page: Page, attendee: string) =>
  page.locator('tr', { hasText: attendee }).locator('td .hidden').first();

const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('the page of a workshop', () => {
  let workshop: RunningWorkshop;
  let url: string;

  beforeAll(async () => {
    workshop = await startWorkshop({
      host: '127.0.0.1',
      port: 0,
      labs: await findLabs(join(projectFolder, 'labs')),
      board: expecting({ attendees: {} }, [
        ...readAttendees('30'),
        'a-name.of-sixty-four_letters'.padEnd(64, 'x'),
      ]),
      keep: () => undefined,
      frontendUrl: 'http://127.0.0.1:8080',
      viewerUrl: 'http://127.0.0.1:16686',
    });
    url = `http://127.0.0.1:${workshop.port}`;
    await tell('attendee-02', 'check', { done: 3, hints: 2 });
    await tell('attendee-03', 'check', { done: 5 });
  });
  afterAll(() => workshop.stop());

  const tell = async (attendee: string, did: Report['did'], more: Partial<Report> = {}) => {
    const report: Report = { attendee, did, lab: '01-first-trace', hints: 0, steps: 5, done: 0, ...more };
    const response = await fetch(`${url}/api/progress`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
    });
    expect(response.status).toBe(200);
  };
  const open = (path = '/', options?: PageOptions): Promise<Page> => openPage(url + path, options);

  it('shows what is told at once, and leaves who goes through it where they are', async () => {
    const page = await open('/', { width: 360 });
    await page.getByText('This page is live.').waitFor();
    expect(await firstLab(page, 'attendee-01').textContent()).toBe('not begun');
    await page.getByRole('link', { name: 'attendee-04' }).focus();
    await page.locator('.scroll').evaluate((scroll) => (scroll.scrollLeft = 120));
    await tell('attendee-01', 'start');
    await expect.poll(() => firstLab(page, 'attendee-01').textContent()).toBe('0 of 5 steps done');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('attendee-04');
    expect(await page.locator('.scroll').evaluate((scroll) => scroll.scrollLeft)).toBe(120);
  });

  it('orders the attendees as asked, also when something new comes', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'progress' }).click();
    await page.getByText('This page is live.').waitFor();
    const first = page.locator('tbody th').first();
    expect(await first.textContent()).toBe('attendee-03');
    await tell('attendee-05', 'check', { done: 5 });
    await tell('attendee-05', 'check', { done: 5, lab: '02-slow-hop' });
    await expect.poll(() => first.textContent()).toBe('attendee-05');
  });

  it('works without scripts, and loads itself again', async () => {
    const page = await open('/', { javaScript: false });
    expect(await firstLab(page, 'attendee-02').textContent()).toBe('3 of 5 steps done, 2 hints taken');
    expect(await page.locator('meta[http-equiv="refresh"]').getAttribute('content')).toBe('10');
    await page.getByRole('link', { name: 'attendee-02' }).click();
    expect(await page.textContent('h1')).toBe('attendee-02');
    expect(await page.textContent('pre')).toMatch('--attendee attendee-02');
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds in the %s theme, on a phone, a laptop and a wall',
    async (theme) => {
      for (const pixels of [360, 1_280, 2_560]) {
        const page = await open('/', { theme, width: pixels });
        await expectAccessible(page);
        expect(await width(page)).toBeLessThanOrEqual(0);
        await page.goto(`${url}/attendees/attendee-02`);
        await expectAccessible(page);
        expect(await width(page)).toBeLessThanOrEqual(0);
      }
    },
  );
});
