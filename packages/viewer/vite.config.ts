import { defineConfig } from 'vite';

/** Where `npm run dev -w @tracewalk/viewer` finds the API: `npm start` in another terminal. */
const BACKEND = process.env['TRACEWALK_QUERY_URL'] ?? 'http://127.0.0.1:16686';

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2024',
    // The first that know light-dark(); for older ones it would be rewritten into something twice as long.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Inlined files would be data: URLs, which the Content-Security-Policy refuses but for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': { target: BACKEND, changeOrigin: true } } },
});
