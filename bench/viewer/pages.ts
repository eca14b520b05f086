/** What the bench does in a page: it loads it, scrolls it, and writes down how long each frame took. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';

export interface Loaded {
  page: Page;
  /** From the start of navigation to the first frame with a span in it; ms. */
  ready: number;
  close: () => Promise<void>;
}

const WINDOW = { width: 1_280, height: 800 };

/** Opens a trace in a new context, so that nothing is cached, and waits for its timeline. */
export async function loadTrace(browser: Browser, url: string): Promise<Loaded> {
  const context = await browser.newContext({ viewport: WINDOW });
  const page = await context.newPage();
  await page.addInitScript(noteReady);
  await page.goto(url);
  const handle = await page.waitForFunction(() => (globalThis as { timelineReady?: number }).timelineReady);
  const ready = (await handle.jsonValue()) ?? Number.NaN;
  return { page, ready, close: () => context.close() };
}

/** In the page: a span is drawn, and the frame after it was drawn, too, so the page answers. */
function noteReady(): void {
  const look = () => {
    if (!document.querySelector('[role="treeitem"]')) return requestAnimationFrame(look);
    return requestAnimationFrame(() =>
      setTimeout(() => Object.assign(globalThis, { timelineReady: performance.now() })),
    );
  };
  requestAnimationFrame(look);
}

/** Moves the wheel over the timeline, over and over. Returns the length of each frame in ms. */
export async function wheel(page: Page, times: number, deltaY: number, key?: 'Control'): Promise<number[]> {
  const tree = page.getByRole('tree');
  const box = await tree.boundingBox();
  if (!box) throw new Error('Cannot measure: the page shows no tree of spans');
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  if (key) await page.keyboard.down(key);
  await page.evaluate(startFrames);
  for (let turn = 0; turn < times; turn++) {
    // Out and in again, so that it goes on as long as it is asked to.
    await page.mouse.wheel(0, key && turn % 20 >= 10 ? -deltaY : deltaY);
  }
  const frames = await page.evaluate(stopFrames);
  if (key) await page.keyboard.up(key);
  return frames;
}

interface Recording {
  frames: number[];
  stop?: boolean;
}

function startFrames(): void {
  const recording: Recording = { frames: [] };
  Object.assign(globalThis, { recording });
  let before = performance.now();
  const note = (now: number) => {
    recording.frames.push(now - before);
    before = now;
    if (!recording.stop) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

function stopFrames(): number[] {
  const { recording } = globalThis as unknown as { recording: Recording };
  recording.stop = true;
  // The first began before the recording.
  return recording.frames.slice(1);
}

/** Every script that a page loads before it is at rest: bytes, each packed by gzip as the server does. */
export async function scriptsOf(browser: Browser, url: string): Promise<Buffer[]> {
  const context = await browser.newContext({ viewport: WINDOW });
  const page = await context.newPage();
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) scripts.push(response.body());
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const bodies = await Promise.all(scripts);
  await context.close();
  return bodies;
}

export interface Memory {
  /** Of JavaScript's objects, after garbage was collected; bytes. Arrays of numbers are not among them. */
  heap: number;
  /** What the browser's task manager shows for the page's process: all that is its alone. On Linux only. */
  footprint?: number;
}

export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  return { heap, footprint: await footprintOf(page) };
}

/** Of the largest of the browser's pages: the others are blank. */
async function footprintOf(page: Page): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
  return Math.max(...sizes.map(Number)) * 1_024;
}
