/** Accessibility, by axe-core: WCAG 2.2 AA and its best practices, without a violation. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with each rule that is broken and where. The page's own policy stays in force: nothing is loaded into it. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger, which no policy of the page forbids.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate((tags) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } };
    return axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  }, TAGS);
  const said = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(' ')}) ${node.failureSummary ?? ''}`),
  );
  if (said.length > 0) throw new Error(`${page.url()} is not accessible to all:\n${said.join('\n')}`);
}
