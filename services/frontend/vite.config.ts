import { join } from 'node:path';
import { defineConfig } from 'vite';

/** The scripts and styles of the page. src/assets.ts serves what is in dist, by the manifest. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    target: 'baseline-widely-available',
    manifest: true,
    // One entry and one part that is loaded later: there is nothing to load ahead, and the helper for it has its size.
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: join(import.meta.dirname, 'browser/main.ts') },
  },
});
