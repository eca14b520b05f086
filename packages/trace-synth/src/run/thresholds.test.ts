import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.ts';
import { noReport, type SynthReport } from './report.ts';
import { readReports } from './read-reports.ts';
import { renderReport } from './render.ts';
import { readThreshold } from './thresholds.ts';

const latencies = new Latencies();
for (let ms = 1; ms <= 100; ms++) latencies.record(ms);

const REPORT: SynthReport = {
  kind: 'tracewalk-synth',
  topology: 'demo',
  seed: 7,
  partitions: [{ index: 0, of: 1 }],
  startedAt: '2026-11-21T08:00:00.000Z',
  seconds: 20,
  interrupted: false,
  endpoints: [
    {
      ...noReport('http://127.0.0.1:4318/v1/traces'),
      generated: 900,
      accepted: 880,
      rejected: 5,
      dropped: 15,
      unanswered: 10,
      missed: 100,
      traces: 90,
      latencies: latencies.toJson(),
      reasons: { 'too old': 5, 'no answer within 1 s': 15 },
      rate: { perSecond: 50, unit: 'spans', least: 0.9, most: 1.01, mostBehindMs: 1_000 },
    },
  ],
  cpuSeconds: 2,
  memoryBytes: 1e8,
};

describe('readThreshold()', () => {
  it.each([
    ['lost>0', true],
    ['lost>20', false],
    ['lost>2%', true],
    ['rejected>=5', true],
    ['dropped<10', false],
    ['missed>9%', true],
    ['missed>10%', false],
    ['retried>0', false],
    ['p50>45ms', true],
    ['p99>0.2s', false],
    ['max>99ms', true],
  ])('%s: %s', (text, missed) => {
    expect(readThreshold(text).isMissed(REPORT)).toBe(missed);
  });

  it.each(['', 'lost', 'lost>1ms', 'p98>1s', 'p99>1', 'gone>1'])('refuses %j', (text) => {
    expect(() => readThreshold(text)).toThrow(/^Cannot read the threshold '/);
  });
});

describe('a report', () => {
  it('says in text what happened, and why', () => {
    const text = renderReport(REPORT);
    expect(text).toContain('the rate could not be held: 100 spans (10.0 %) were due and not made');
    expect(text).toContain('any 10 s had from 90.0 % to 101.0 % of it');
    expect(text).toContain('4318/v1/traces: 15 spans: no answer within 1 s');
    expect(text).toContain('of the dropped, 10 spans were written and never answered');
  });

  it('is read back as it was written, one in a line', () => {
    expect(readReports(`${JSON.stringify(REPORT)}\n${JSON.stringify(REPORT)}\n`, 'x')).toEqual([
      REPORT,
      REPORT,
    ]);
  });

  it.each([
    ['', 'Cannot read x: it is empty'],
    ['no', 'Cannot read x: it is no JSON'],
    ['{"kind":"tracewalk-synth"}', 'Cannot read x: it is no report of tracewalk load synth: topology: '],
    [
      JSON.stringify({ ...REPORT, endpoints: [{}] }),
      'Cannot read x: it is no report of tracewalk load synth: endpoints.0.url: ',
    ],
  ])('is refused when it is %j', (text, reason) => {
    expect(() => readReports(text, 'x')).toThrow(reason);
  });
});
