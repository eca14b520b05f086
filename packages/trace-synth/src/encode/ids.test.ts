import { describe, expect, it } from 'vitest';
import { IdSource, idText, MAX_LANES, TraceIds } from './ids.ts';

const SPANS = 100;

function idsOf(source: IdSource, traces: number): { traces: string[]; spans: string[] } {
  const ids = new TraceIds();
  const all = { traces: [] as string[], spans: [] as string[] };
  for (let trace = 0; trace < traces; trace++) {
    source.next(ids, SPANS);
    all.traces.push(idText(ids.trace, 0, 4));
    for (let span = 0; span < SPANS; span++) all.spans.push(idText(ids.spans, 2 * span, 2 * span + 2));
  }
  return all;
}

describe('ids', () => {
  it('are never the same twice, within a lane and between lanes', () => {
    const lanes = [0, 1, 16, MAX_LANES - 1].map((lane) => idsOf(new IdSource(5, lane), 500));
    const spans = lanes.flatMap((lane) => lane.spans);
    const traces = lanes.flatMap((lane) => lane.traces);
    expect(new Set(spans).size).toBe(4 * 500 * SPANS);
    expect(new Set(traces).size).toBe(4 * 500);
  });

  it('have bits that are set as often as not', () => {
    const digits = idsOf(new IdSource(5, 0), 100).spans.map((id) =>
      id.split('').map((digit) => Number.parseInt(digit, 16)),
    );
    const shares = Array.from({ length: 64 }, (_, bit) => {
      const set = digits.filter((id) => ((id[bit >> 2] ?? 0) >> (bit & 3)) & 1);
      return set.length / digits.length;
    });
    expect(Math.min(...shares)).toBeGreaterThan(0.48);
    expect(Math.max(...shares)).toBeLessThan(0.52);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(idsOf(new IdSource(5, 3), 2)).toEqual(idsOf(new IdSource(5, 3), 2));
    expect(idsOf(new IdSource(5, 3), 2)).not.toEqual(idsOf(new IdSource(6, 3), 2));
  });

  it('can be made again from a mark', () => {
    const source = new IdSource(5, 0);
    idsOf(source, 3);
    const mark = source.mark();
    const before = idsOf(source, 2);
    source.rewind(mark);
    expect(idsOf(source, 2)).toEqual(before);
  });

  it('are refused for more lanes than there are', () => {
    expect(() => new IdSource(1, MAX_LANES)).toThrow(/^Cannot make ids for lane 1048576/);
  });
});
