/** A page in the shared browser. Whatever it complains about fails the test: errors, and what the policy forbids. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject, onTestFailed, onTestFinished } from 'vitest';
// It declares what it provides: the browser's address.
import type * as _Provided from '../setup/browser.ts';
import { saveFailure } from './screenshot.ts';

export interface PageOptions {
  theme?: 'light' | 'dark';
  /** CSS pixels. */
  width?: number;
  height?: number;
  javaScript?: boolean;
  timezone?: string;
  /** What the page may complain about, for a test that breaks something: what else it says still fails the test. */
  allow?: RegExp;
  context?: BrowserContextOptions;
}

let connected: Promise<Browser> | undefined;

/** The browser that all tests share. */
export const browser = (): Promise<Browser> => (connected ??= chromium.connect(inject('browserEndpoint')));

/** A page of its own, closed when the test is over. */
export async function openPage(url: string, options: PageOptions = {}): Promise<Page> {
  const page = await newPage(options);
  await page.goto(url);
  return page;
}

/** The same, before it has gone anywhere. */
export async function newPage({
  theme = 'light',
  width = 1_280,
  height = 800,
  javaScript = true,
  timezone = 'UTC',
  allow,
  context: more,
}: PageOptions = {}): Promise<Page> {
  const context = await (
    await browser()
  ).newContext({
    colorScheme: theme,
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    timezoneId: timezone,
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...more,
  });
  const page = await context.newPage();
  const complaints = await listen(page);
  let name = '';
  onTestFailed(async ({ task }) => {
    name = task.name;
    await saveFailure(page, name);
  });
  onTestFinished(async () => {
    const unexpected = complaints.filter((each) => !allow?.test(each));
    await context.close();
    expect(unexpected, 'what the page complained about').toEqual([]);
  });
  return page;
}

/** Gathers what the page says to its console as an error, throws, or is forbidden. */
export async function listen(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('crash', () => complaints.push('crashed'));
  await page.exposeBinding('reportViolation', (_, text: string) => complaints.push(`forbidden: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation: (text: string) => void };
      reportViolation(`${violatedDirective} ${blockedURI} ${sample}`.trim());
    });
  });
  return complaints;
}
