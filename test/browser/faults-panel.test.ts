/** The panel of the faults, in a real browser: with scripts and without, a fault goes with each request to where it is. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { temporaryData } from '../system/running-system.ts';
import { expectAccessible } from './axe.ts';
import { type PageUnderTest, startSystem, traceSays } from './frontend-page.ts';
import { openPage, type PageOptions } from './page.ts';

/** A busy machine is no failure. */
const PATIENT = { UPSTREAM_DEADLINE_MS: '20000', PROFILE_DEADLINE_MS: '20000' };
const LONG = { timeout: 20_000 };

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

const attendees = (trace: Trace): Record<string, unknown> =>
  Object.fromEntries(trace.nodes.map(({ span }) => [span.service, span.attributes['demo.attendee']]));

describe('the panel of the faults', () => {
  const { data, remove } = temporaryData();
  let system: PageUnderTest;
  const open = (path: string, options: PageOptions = {}): Promise<Page> =>
    openPage(system.url + path, options);

  beforeAll(async () => {
    const faults = join(data, 'flags.json');
    copyFileSync(join(projectFolder, 'faults/flags.json'), faults);
    system = await startSystem(['--faults', faults], PATIENT);
  }, 60_000);
  afterAll(async () => {
    await system.stop();
    remove();
  });

  /** Once frontend, user and profile, or so, have sent their spans. */
  const traceOf = async (page: Page, services: string[]): Promise<Trace> => {
    const id = (await page.textContent('.trace-id')) ?? '';
    const api = createQueryClient(system.traces);
    const read = async () => (await api.trace(id))?.services ?? [];
    await expect.poll(read, LONG).toEqual(expect.arrayContaining(services));
    const trace = await api.trace(id);
    if (!trace) throw new Error(`Cannot read trace ${id}: it has gone`);
    return trace;
  };

  it.each([true, false])('breaks the next request and no other, with scripts: %s', async (javaScript) => {
    const page = await open('/?attendee=anna', { javaScript });
    expect(page.url()).toBe(`${system.url}/`);
    await page.getByRole('link', { name: 'Faults' }).click();
    await page.waitForURL('**/faults');
    await button(page, 'timeout, slow-profile-query').click();
    await expect
      .poll(() => page.textContent('.mine span'), LONG)
      .toBe('slow-profile-query:timeout is on for you');

    // A user whom nobody has asked for: not in profile's cache.
    await page.goto(`${system.url}/users/${javaScript ? 801 : 802}`);
    const slow = await traceOf(page, ['frontend', 'user', 'profile']);
    expect(attendees(slow)).toMatchObject({
      frontend: 'anna',
      user: 'anna',
      profile: 'anna',
      server: 'anna',
    });
    const query = slow.nodes.find(({ span }) => span.name === 'SELECT profile.profiles')?.span;
    expect(query?.duration).toBeGreaterThan(2_900_000);

    await button(page, 'clear').click();
    await page.locator('.mine').waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/\/users\/80[12]$/);
    const other = await openPage(`${system.url}/users/803`, { javaScript });
    const fine = await traceOf(other, ['frontend', 'user', 'profile']);
    expect(Object.values(attendees(fine)).filter((name) => name !== undefined)).toEqual([]);
  });

  it('goes on in the browser: what is clicked has the name, and takes the fault along', async () => {
    const page = await open('/?attendee=ben&fault=b3-only-hop');
    await traceSays(page, 'this page');
    await page.getByRole('link', { name: 'Users' }).click();
    await traceSays(page, 'open users');
    await page.locator('.users a').nth(4).click();
    await traceSays(page, 'open profile');
    const trace = await traceOf(page, ['frontend-page', 'frontend', 'user', 'profile']);
    expect(attendees(trace)).toEqual({
      'frontend-page': 'ben',
      frontend: 'ben',
      user: 'ben',
      server: 'ben',
      // It stands behind the hop that knows B3 only.
      profile: undefined,
    });
  });

  it('leaves one at the switch that was pressed', async () => {
    const page = await open('/faults');
    await traceSays(page, 'this page');
    const last = button(page, 'on, oversized-attributes');
    await last.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => last.getAttribute('aria-pressed'), LONG).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('switch-oversized-attributes-on');
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await page.keyboard.press('Enter');
    await expect.poll(() => last.getAttribute('aria-pressed'), LONG).toBe('false');
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it.each([360, 1_280, 2_560])('has nothing that axe finds, and fits into %i px', async (width) => {
      const page = await open('/?attendee=anna&fault=slow-profile-query:timeout+clock-skew:behind', {
        theme,
        width,
      });
      await page.goto(`${system.url}/faults`);
      await page.locator('summary').click();
      await traceSays(page, 'this page');
      await expectAccessible(page);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
    });
  });
});
