import { describe, expect, it } from 'vitest';
import { readDuration } from './duration.ts';
import { readShape } from './rate-curve.ts';

describe('readShape()', () => {
  it.each([
    ['wave', /^Cannot use the shape wave: there are constant, ramp, step, diurnal, burst$/],
    ['ramp:x=1', /^Cannot use the shape ramp: it has no x. It has from=0, over=30s$/],
    ['constant:from=1', /it has no from. It has no settings$/],
    ['ramp:from=fast', /^Cannot use from=fast: expected a number from 0$/],
    ['ramp:from', /^Cannot use from=/],
    ['step:steps=0', /^Cannot use steps=0: expected a whole number from 1 to 1000$/],
    ['diurnal:low=2', /^Cannot use low=2: expected a share from 0 to 1$/],
    ['burst:every=2s,for=3s', /for=3s is not below every=2s$/],
    ['ramp:over=10', /^Cannot read the time '10': expected one as 500ms, 30s, 5m or 2h$/],
  ])('refuses %s and says what it would take', (text, message) => {
    expect(() => readShape(text, 10)).toThrow(message);
  });

  it('goes from a low to the rate and back in a day', () => {
    const day = readShape('diurnal:period=24h,low=0.1', 50);
    expect(day[0]?.from).toBeCloseTo(5);
    expect(Math.max(...day.map(({ to }) => to))).toBeCloseTo(50);
    expect(day.at(-1)?.to).toBeCloseTo(5);
  });
});

describe('readDuration()', () => {
  it.each([
    ['500ms', 0.5],
    ['1.5s', 1.5],
    ['5m', 300],
    ['2h', 7_200],
    ['1d', 86_400],
  ])('reads %s', (text, seconds) => expect(readDuration(text)).toBeCloseTo(seconds, 9));

  it.each(['', '5', 's', '-1s', '0s', '1 s', '1e3s'])('refuses %j', (text) => {
    expect(() => readDuration(text)).toThrow('Cannot read the time');
  });
});
