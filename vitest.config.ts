import { defineConfig } from 'vitest/config';

/** Tests that assert on spans: they are recorded from the start, as in a running service. */
const TRACED = ['{packages/{faults,service,telemetry},services/*,tools/templates/service}/src/**/*.test.ts'];
const CESQL = 'services/broker/src/cesql/**/*.test.ts';
/** A service without spans. */
const LOAD_GENERATOR = 'services/load-generator/src/**/*.test.ts';
/** The whole system, started as a user starts it: one at a time, when nothing else takes the processor. */
const SYSTEM = ['test/{docs,labs,system}/**/*.test.ts'];
const PLAIN = [
  'packages/{cli,doctor,lab,local-backend,query-client,trace-model,trace-synth,viewer,waterfall}/src/**/*.test.{ts,tsx}',
  'test/{cluster,contracts,images}/**/*.test.ts',
  'tools/*.test.ts',
  CESQL,
  LOAD_GENERATOR,
];

export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: 'test/setup/postgres.ts',
    testTimeout: 15_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'plain', include: PLAIN },
      },
      {
        extends: true,
        test: {
          name: 'traced',
          include: TRACED,
          exclude: [CESQL, LOAD_GENERATOR],
          execArgv: ['--import', '@tracewalk/telemetry/testing-register'],
        },
      },
      {
        extends: true,
        test: { name: 'manifests', include: ['test/manifests/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'system', include: SYSTEM, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/setup/browser.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          // A page that is busy, on a machine that is busy.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
