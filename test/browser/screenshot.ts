/** Pictures of pages: for the documentation, and of tests that failed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../..');
/** Ignored by git. */
const FAILURES = join(ROOT, '.tracewalk/browser-failures');

/** Of what the window shows; without a blinking cursor, and when fonts are there. */
export async function screenshot(page: Page, path: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', scale: 'css' });
}

export async function saveFailure(page: Page, test: string): Promise<void> {
  mkdirSync(FAILURES, { recursive: true });
  const path = join(FAILURES, `${test.replaceAll(/[^\w]+/g, '-').slice(0, 80)}.png`);
  // The test has failed already; that its page is gone says nothing more.
  await page.screenshot({ path }).then(
    () => console.error(`What the page showed: ${path}`),
    () => undefined,
  );
}
