import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,services}/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    globalSetup: 'test/setup/postgres.ts',
    // Spans are part of what a test asserts: they are recorded from the start, as in a running service.
    execArgv: ['--import', '@tracewalk/telemetry/testing-register'],
  },
});
