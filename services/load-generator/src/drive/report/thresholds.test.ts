import { describe, expect, it } from 'vitest';
import { exampleReport } from './example-report.ts';
import { readThreshold } from './thresholds.ts';

/** 1 to 100 ms; of 110 asked 10 were dropped, and 5 of the rest failed, 2 without an answer. */
const REPORT = exampleReport(
  Array.from({ length: 100 }, (_, index) => index + 1),
  { asked: 110, dropped: 10, errors: 5, answered: 98 },
);

describe('readThreshold()', () => {
  it.each([
    ['p99>98ms', true, '99.0 ms'],
    ['p99>99500us', false, '99.0 ms'],
    ['p50 > 0.05s', false, '50.0 ms'],
    ['p50>=49ms', true, '50.0 ms'],
    ['p99.9>1s', false, '100 ms'],
    ['mean<1ms', false, '50.5 ms'],
    ['max>99ms', true, '100 ms'],
    ['errors>4.9%', true, '5.0 %'],
    ['errors>5%', false, '5.0 %'],
    ['errors>4', true, '5'],
    ['drops>0', true, '10'],
    ['drops>10%', false, '9.1 %'],
    ['rate<90%', true, '89.1 %'],
    ['rate<89%', false, '89.1 %'],
    ['rate<9.7/s', false, '9.8/s'],
    ['rate<=9.8/s', true, '9.8/s'],
  ])('%s: %s', (text, missed, measured) => {
    expect(readThreshold(text).check(REPORT)).toEqual({ missed, measured });
  });

  it('is missed where nothing was measured', () => {
    expect(readThreshold('p99>1s').check(exampleReport([])).missed).toBe(true);
  });

  it.each(['', 'p98>1s', 'p99=1s', 'p99>1', 'errors>1ms', 'errors>1/s', 'drops', 'p99>500ms;rate<1'])(
    'refuses %j',
    (text) => {
      expect(() => readThreshold(text)).toThrow(/^Cannot read the (threshold|time) /);
    },
  );
});
