/** Lighthouse, which is installed apart (`bench/lighthouse`): it would bring an older OpenTelemetry into the project. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { findChromium } from '../../test/browser/chromium/find.ts';

const MODULE = join(import.meta.dirname, '../lighthouse/node_modules/lighthouse/core/index.js');
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

type Run = (
  url: string,
  flags: object,
) => Promise<{
  lhr: { categories: Record<string, { score: number | null }>; audits: Record<string, Audit> };
}>;

interface Audit {
  id: string;
  title: string;
  score: number | null;
}

export interface Scores {
  /** 0 to 100, by category. */
  scores: Record<string, number>;
  /** What cost points. */
  complaints: string[];
}

export const hasLighthouse = (): boolean => existsSync(MODULE);

/** Audits pages one after the other as Lighthouse does by itself: for each a slow phone, simulated. */
export async function audit(urls: string[]): Promise<Scores[]> {
  const { default: lighthouse } = (await import(pathToFileURL(MODULE).href)) as { default: Run };
  const chromium = await startForLighthouse();
  try {
    const results: Scores[] = [];
    for (const url of urls) {
      const flags = { port: chromium.port, onlyCategories: CATEGORIES, logLevel: 'error' };
      const { lhr } = await lighthouse(url, flags);
      results.push({
        scores: Object.fromEntries(
          Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
        ),
        complaints: Object.values(lhr.audits)
          .filter(({ score }) => score !== null && score < 0.9)
          .map(({ id, title }) => `${id}: ${title}`),
      });
    }
    return results;
  } finally {
    await chromium.stop();
  }
}

/** Lighthouse drives a browser through a port of its own. */
async function startForLighthouse(): Promise<{ port: number; stop(): Promise<void> }> {
  const { executablePath, env } = await findChromium();
  const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
  const child = spawn(
    executablePath,
    [
      '--headless',
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let port = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    port = Number(/DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(line)?.[1] ?? 0);
    if (port > 0) break;
  }
  if (port === 0) throw new Error(`Cannot run Lighthouse: ${executablePath} does not start`);
  child.stderr.resume();
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { port, stop };
}
