import { describe, expect, it } from 'vitest';
import { askViewer, withExamples } from '../../testing/ask-viewer.ts';
import { backendForTest } from '../../testing/backend-for-test.ts';
import { BEGIN } from '../../testing/example-traces.ts';
import type { Metrics } from './answers.ts';

describe('GET /api/viewer/metrics', () => {
  const RANGE = `start=${BEGIN}&end=${BEGIN + 4_000_000}&step=2000000`;

  it('has rate, errors and durations of a service, in all and by operation', async () => {
    const backend = await withExamples();
    const { all, groups, kinds } = await askViewer<Metrics>(backend, `metrics?service=shop&${RANGE}`);
    expect(kinds).toEqual(['server', 'consumer']);
    expect(groups).toEqual([
      {
        service: 'shop',
        operation: 'GET /cart',
        calls: 2,
        errors: 0,
        p50: 90_000,
        p95: 90_000,
        p99: 90_000,
        totalDuration: 90_001,
      },
    ]);
    expect(all.steps).toEqual({
      time: [BEGIN + 2_000_000, BEGIN + 4_000_000],
      rate: [0.5, 0.5],
      errorRate: [0, 0],
      p50: [90_000, 1],
      p95: [90_000, 1],
      p99: [90_000, 1],
    });
  });

  it('compares services when none is named, and counts other kinds if asked', async () => {
    const backend = await withExamples();
    const { groups } = await askViewer<Metrics>(backend, `metrics?${RANGE}`);
    expect(groups.map(({ service, errors }) => `${service} ${errors}`)).toEqual([
      'shop 0',
      'stock 1',
      'mailer 0',
    ]);
    const everything = await askViewer<Metrics>(backend, `metrics?kind=all&service=shop&${RANGE}`);
    expect(everything.groups.map(({ operation }) => operation)).toEqual(['GET /cart', 'GET', 'publish']);
    const one = await askViewer<Metrics>(backend, `metrics?kind=all&service=shop&operation=GET&${RANGE}`);
    expect([one.all.calls, one.all.steps.p95]).toEqual([1, [59_000, null]]);
  });

  it.each(['kind=odd', 'start=5&end=5', 'step=x'])('answers 400 to %s', async (query) => {
    const backend = await backendForTest();
    expect((await fetch(`${backend.urls.query}/api/viewer/metrics?${query}`)).status).toBe(400);
  });
});
