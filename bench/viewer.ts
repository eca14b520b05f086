/**
 * What the viewer costs who looks at a trace: scripts, time to a usable timeline, frames while scrolling and zooming,
 * memory, and Lighthouse's scores. The same Chromium as in the tests, traces made by `large-traces.ts`, the pages as
 * `npm run build` makes them. Times are medians of five loads, each with an empty cache.
 */
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { exchange, startBackendProcess } from '../packages/local-backend/src/testing/backend-process.ts';
import { largeTraceId, largeTraceRequests } from '../packages/local-backend/src/testing/large-traces.ts';
import { buildPages } from '../test/browser/build-pages.ts';
import { launchChromium } from '../test/browser/chromium/launch.ts';
import { RunningSystem, temporaryData } from '../test/system/running-system.ts';
import { audit, hasLighthouse } from './viewer/lighthouse.ts';
import { loadTrace, memoryOf, scriptsOf, wheel } from './viewer/pages.ts';

const OFFSET = Number(process.argv[2] ?? 9_500);
const LOADS = 5;
const SIZES = [1_000, 10_000, 50_000, 200_000];
const SCROLLS = 300;
const ZOOMS = 200;

await buildPages();
const backend = await startBackendProcess('--port-offset', String(OFFSET), '--max-bytes', String(2 ** 30));
const server = await launchChromium();
const browser = await chromium.connect(server.wsEndpoint());
const { otlpHttp, query } = backend.urls;
const traceUrl = (spans: number): string => `${query}/trace/${largeTraceId(spans)}`;
try {
  for (const spans of SIZES) {
    for (const request of largeTraceRequests({ spans, seed: spans })) {
      await exchange(`${otlpHttp}/v1/traces`, 'application/x-protobuf', request);
    }
  }
  await measureScripts('the list of traces', `${query}/search`);
  await measureScripts('a trace', traceUrl(1_000));
  for (const spans of SIZES) await measureLoading(spans);
  await measureLooking(50_000);
  await measureScores({
    search: `${query}/search`,
    trace: traceUrl(1_000),
    dependencies: `${query}/dependencies`,
  });
  await measureFrontend();
} finally {
  await browser.close();
  await server.close();
  await backend.stop();
}

async function measureScripts(page: string, url: string): Promise<void> {
  const scripts = await scriptsOf(browser, url);
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);
  console.log(`first-load JavaScript of ${page}, gzip: ${(bytes / 1_024).toFixed(1)} KiB`);
}

/** The frontend's page, with its tracing, as the whole system serves it. */
async function measureFrontend(): Promise<void> {
  const { data, remove } = temporaryData();
  const system = new RunningSystem(['--data', data, '--port-offset', String(OFFSET + 50)]);
  try {
    const { page = '' } = await system.started();
    await measureScripts("the frontend's page", page);
    await measureScores({ "the frontend's page": page, "somebody's profile": `${page}/users/3` });
  } finally {
    await system.stop();
    remove();
  }
}

async function measureLoading(spans: number): Promise<void> {
  const times: number[] = [];
  // The first warms up the backend.
  for (let load = 0; load <= LOADS; load++) {
    const { ready, close } = await loadTrace(browser, traceUrl(spans));
    await close();
    if (load > 0) times.push(ready);
  }
  console.log(`${spans} spans to a usable timeline: ${(quantile(times, 0.5) / 1_000).toFixed(2)} s`);
}

async function measureLooking(spans: number): Promise<void> {
  const { page, close } = await loadTrace(browser, traceUrl(spans));
  const { heap, footprint } = await memoryOf(page);
  console.log(`memory at ${spans} spans, JavaScript heap: ${(heap / 1e6).toFixed(0)} MB`);
  if (footprint !== undefined) {
    console.log(`memory at ${spans} spans, the page's process: ${(footprint / 1e6).toFixed(0)} MB`);
  }
  const scrolled = await wheel(page, SCROLLS, 400);
  console.log(`scrolling ${spans} spans, p95 frame: ${quantile(scrolled, 0.95).toFixed(1)} ms`);
  const zoomed = await wheel(page, ZOOMS, -60, 'Control');
  console.log(`zooming ${spans} spans, p95 frame: ${quantile(zoomed, 0.95).toFixed(1)} ms`);
  await close();
}

async function measureScores(pages: Record<string, string>): Promise<void> {
  if (!hasLighthouse()) {
    console.log('Lighthouse is not installed. For its scores: npm ci --prefix bench/lighthouse');
    return;
  }
  const results = await audit(Object.values(pages));
  Object.keys(pages).forEach((page, index) => {
    const { scores, complaints } = results[index] ?? { scores: {}, complaints: [] };
    for (const [category, score] of Object.entries(scores)) {
      console.log(`Lighthouse, ${page}, ${category}: ${score} of 100`);
    }
    for (const complaint of complaints) console.error(`  ${page}: ${complaint}`);
  });
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
