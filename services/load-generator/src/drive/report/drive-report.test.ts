import { describe, expect, it } from 'vitest';
import { mergeDriveReports } from './drive-report.ts';
import { exampleReport } from './example-report.ts';
import { Latencies } from './latencies.ts';
import { Slices } from './slices.ts';

describe('mergeDriveReports()', () => {
  const one = exampleReport([1, 2, 3], {
    errors: 1,
    errorKinds: [{ kind: 'connection refused', step: 'GET /', count: 1, traceId: 'a' }],
    slowest: [{ traceId: 'a', step: 'GET /', latency: 3, at: 0 }],
  });
  const other = exampleReport([100, 200], {
    begin: '2025-12-31T23:59:59.000Z',
    seconds: 12,
    errors: 2,
    errorKinds: [{ kind: 'connection refused', step: 'GET /', count: 2, traceId: 'b' }],
    slowest: [{ traceId: 'b', step: 'GET /', latency: 200, at: 0 }],
  });

  it('adds up what is counted and puts the latencies together', () => {
    const merged = mergeDriveReports([one, other]);
    const all = exampleReport([1, 2, 3, 100, 200]);
    expect(merged).toMatchObject({
      generators: 2,
      begin: other.begin,
      seconds: 12,
      asked: 5,
      answered: 5,
      errors: 3,
      latency: all.latency,
      steps: all.steps,
      slices: [{ asked: 5, latency: all.slices[0]?.latency }],
    });
    expect(merged.errorKinds).toEqual([
      { kind: 'connection refused', step: 'GET /', count: 3, traceId: 'a' },
    ]);
    expect(merged.slowest.map(({ traceId }) => traceId)).toEqual(['b', 'a']);
  });

  it('leaves the reports as they were', () => {
    const before = JSON.stringify([one, other]);
    mergeDriveReports([one, other]);
    expect(JSON.stringify([one, other])).toBe(before);
  });

  it('puts slices of different width together', () => {
    const narrow = { ...one, sliceSeconds: 1, slices: [one, one, one].flatMap(({ slices }) => slices) };
    const wide = { ...other, sliceSeconds: 2 };
    const merged = mergeDriveReports([narrow, wide]);
    expect(merged.sliceSeconds).toBe(2);
    expect(merged.slices.map(({ asked }) => asked)).toEqual([3 + 3 + 2, 3]);
  });
});

describe('Slices', () => {
  it('grow wider instead of more, and lose nothing', () => {
    const slices = new Slices();
    for (let second = 0; second < 1_000; second += 1) {
      const slice = slices.at(second * 1_000);
      slice.asked += 1;
      slice.latencies.record(second);
    }
    const all = slices.toJSON();
    expect(slices.width).toBe(8);
    expect(all.length).toBe(125);
    expect(all.every(({ asked, latency }) => asked === 8 && latency.count === 8)).toBe(true);
    expect(Latencies.fromJSON(all[100]?.latency ?? new Latencies().toJSON()).min).toBe(800);
  });
});
