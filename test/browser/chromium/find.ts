/** A Chromium for the tests, on any machine: the one from npm, else Playwright's own, else the system's. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { comesFromNpm, unpackChromium, type UnpackedChromium } from './unpack.ts';

const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** @throws if there is none: with the one command that installs it. */
export async function findChromium(): Promise<UnpackedChromium> {
  const { TRACEWALK_CHROMIUM: named } = process.env;
  if (named !== undefined && !existsSync(named)) {
    throw new Error(`Cannot run browser tests: TRACEWALK_CHROMIUM is ${named}, which is not there`);
  }
  if (named !== undefined) return { executablePath: named, env: {} };
  if (comesFromNpm) return unpackChromium();
  const executablePath = [chromium.executablePath(), ...MAC_APPLICATIONS, ...onPath()].find((path) =>
    existsSync(path),
  );
  if (executablePath !== undefined) return { executablePath, env: {} };
  throw new Error(
    'Cannot run browser tests: this machine has no Chromium. Install one: npx playwright-core install chromium',
  );
}

const onPath = (): string[] =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => COMMANDS.map((name) => join(folder, name)));
