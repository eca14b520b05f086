/** The page of a running system, as the tests use it: open it, do something, wait for the trace of that. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { portOffset, RunningSystem, temporaryData } from '../system/running-system.ts';

export interface PageUnderTest {
  url: string;
  /** Where the viewer is. */
  traces: string;
  stop(): Promise<void>;
}

/** Starts a system as a user does, without its own load. */
export async function startSystem(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<PageUnderTest> {
  const { data, remove } = temporaryData();
  const offset = ['--port-offset', String(portOffset())];
  const system = new RunningSystem(['--no-load', '--data', data, ...offset, ...args], env);
  const { page = '', traces = '' } = await system.started();
  return {
    url: page,
    traces,
    stop: async () => {
      await system.stop();
      remove();
    },
  };
}

/** Until the trace panel has come to an end; what it says. */
export async function traceSays(page: Page, title: RegExp | string): Promise<string> {
  await expect.poll(() => page.textContent('#trace-title'), { timeout: 10_000 }).toMatch(title);
  await expect
    .poll(() => page.textContent('.trace-status'), { timeout: 30_000 })
    .toMatch(/Complete|Not complete|not arrived|cannot be shown|not traced/);
  return `${await page.textContent('.trace-status')} ${await page.textContent('.trace-verdict')}`;
}

/** The rows of the small waterfall, e.g. `user SELECT users.users`. */
export const spansDrawn = async (page: Page): Promise<string[]> => {
  const rows = await page.locator('trace-waterfall tbody th').all();
  return Promise.all(rows.map(async (row) => (await row.getAttribute('title')) ?? ''));
};
