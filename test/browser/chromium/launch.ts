/** Starts the browser for others to connect to: one for all test files. */
import { type BrowserServer, chromium } from 'playwright-core';
import { findChromium } from './find.ts';

const ARGUMENTS = [
  // Root, as in a container, has no sandbox. The pages are our own.
  '--no-sandbox',
  // The shared memory of a container is often too small.
  '--disable-dev-shm-usage',
  // Text looks alike on all machines.
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** @throws if there is no Chromium, or it does not start: with what it said. */
export async function launchChromium(...more: string[]): Promise<BrowserServer> {
  const { executablePath, env } = await findChromium();
  try {
    return await chromium.launchServer({
      executablePath,
      args: [...ARGUMENTS, ...more],
      env: { ...(process.env as Record<string, string>), ...env },
    });
  } catch (error) {
    throw new Error(
      `Cannot run browser tests: ${executablePath} does not start. ${(error as Error).message}\n` +
        'Name another: TRACEWALK_CHROMIUM=/path/to/chromium npm test',
      { cause: error },
    );
  }
}
