/**
 * `npm run screenshots`: the pictures in `docs/pictures/`, light and dark. It builds the pages, starts the system as a
 * user does, waits for a trace of each story, and looks at the pages.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { FoundTraces } from '../../packages/local-backend/src/query/viewer/answers.ts';
import { RunningSystem, temporaryData } from '../system/running-system.ts';
import { buildPages } from './build-pages.ts';
import { launchChromium } from './chromium/launch.ts';
import { screenshot } from './screenshot.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const OFFSET = Number(process.argv[2] ?? 9_600);
const QUERY = `http://127.0.0.1:${16_686 + OFFSET}`;
const FRONTEND = `http://127.0.0.1:${8_080 + OFFSET}`;
const WINDOW = { width: 1_280, height: 800 };
/** So long the gentle load runs before the pages are looked at: an empty monitor shows nothing; in ms. */
const LOAD_TIME = 20_000;

interface Picture {
  name: string;
  url: string;
  /** What must be there before the picture is taken. */
  shows: string;
}

const { data, remove } = temporaryData();
await buildPages();
mkdirSync(FOLDER, { recursive: true });
const server = await launchChromium();
const browser = await chromium.connect(server.wsEndpoint());
const system = new RunningSystem(['--data', data, '--port-offset', String(OFFSET)]);
try {
  const traces = await firstTraces();
  await new Promise((wake) => setTimeout(wake, LOAD_TIME));
  const other = await anotherLike(traces.request);
  for (const theme of ['light', 'dark'] as const) {
    for (const picture of pictures(traces, other)) await take(browser, picture, theme);
  }
} finally {
  await system.stop();
  await browser.close();
  await server.close();
  remove();
}

type Stories = Record<'request' | 'job', string>;

/** The traces that are looked at, when there is one of each story: then all pages have something to show. */
async function firstTraces(): Promise<Stories> {
  await firstTrace('event');
  return { request: await firstTrace('request'), job: await firstTrace('job') };
}

async function firstTrace(story: string): Promise<string> {
  const isIt = (said: { type: string; story?: string }) =>
    said.type === 'first-trace' && said.story === story;
  return ((await system.until(`${story} story`, isIt)) as { trace?: string }).trace ?? '';
}

/** A trace with the same root, to compare with: the one that took longest. */
async function anotherLike(traceId: string): Promise<string> {
  const { traces } = (await (await fetch(`${QUERY}/api/viewer/search?limit=500`)).json()) as FoundTraces;
  const { rootService, rootOperation } = traces.find((each) => each.traceId === traceId) ?? {};
  const alike = traces.filter(
    (each) =>
      each.traceId !== traceId && each.rootService === rootService && each.rootOperation === rootOperation,
  );
  return alike.toSorted((a, b) => b.duration - a.duration)[0]?.traceId ?? traceId;
}

function pictures({ request, job }: Stories, other: string): Picture[] {
  return [
    { name: 'frontend', url: FRONTEND, shows: 'trace-waterfall table' },
    { name: 'frontend-profile', url: `${FRONTEND}/users/7`, shows: 'trace-waterfall tr:nth-child(12)' },
    { name: 'frontend-coins', url: `${FRONTEND}/coins`, shows: 'trace-waterfall table' },
    { name: 'viewer-search', url: `${QUERY}/search`, shows: 'main' },
    { name: 'viewer-trace', url: `${QUERY}/trace/${job}`, shows: '[role="treeitem"]' },
    { name: 'viewer-flame-graph', url: `${QUERY}/trace/${job}?tab=flame`, shows: 'main' },
    { name: 'viewer-compare', url: `${QUERY}/trace/${request}...${other}`, shows: 'main' },
    { name: 'viewer-dependencies', url: `${QUERY}/dependencies`, shows: 'main' },
    { name: 'viewer-monitor', url: `${QUERY}/monitor`, shows: 'main' },
  ];
}

async function take(from: Browser, { name, url, shows }: Picture, theme: 'light' | 'dark'): Promise<void> {
  const context = await from.newContext({
    viewport: WINDOW,
    colorScheme: theme,
    timezoneId: 'UTC',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const path = join(FOLDER, `${name}-${theme}.png`);
  await page.goto(url);
  await page.locator(shows).first().waitFor();
  await isAtRest(page);
  await screenshot(page, path);
  await context.close();
  console.log(`${relative(process.cwd(), path)} ${(statSync(path).size / 1_024).toFixed(0)} KiB`);
}

/** Live pages are never without a connection; so: when nothing was drawn anew for a moment. */
async function isAtRest(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const QUIET = 700;
        const MOST = 8_000;
        let timer = setTimeout(done, QUIET);
        setTimeout(done, MOST);
        new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, QUIET);
        }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      }),
  );
}
