/** Before all browser tests, once: the pages are built, and one Chromium is started that every test file connects to. */
import type { TestProject } from 'vitest/node';
import { buildPages } from '../browser/build-pages.ts';
import { launchChromium } from '../browser/chromium/launch.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    browserEndpoint: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [browser] = await Promise.all([launchChromium(), buildPages()]);
  project.provide('browserEndpoint', browser.wsEndpoint());
  return () => browser.close();
}
