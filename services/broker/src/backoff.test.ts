import { describe, expect, it } from 'vitest';
import { backoff, isRetried, readRetryAfter } from './backoff.ts';
import { DEFAULT_DELIVERY } from './delivery-options.ts';

describe('backoff()', () => {
  it.each<[object, number, number, number]>([
    [{ backoffPolicy: 'linear', backoffDelay: 100 }, 1, 0, 100],
    [{ backoffPolicy: 'linear', backoffDelay: 100 }, 2, 0, 200],
    [{ backoffPolicy: 'linear', backoffDelay: 100 }, 7, 0, 700],
    [{ backoffPolicy: 'exponential', backoffDelay: 100 }, 1, 0, 200],
    [{ backoffPolicy: 'exponential', backoffDelay: 100 }, 2, 0, 400],
    [{ backoffPolicy: 'exponential', backoffDelay: 100 }, 3, 0, 800],
    [{ backoffPolicy: 'exponential', backoffDelay: 100 }, 10, 0, 102_400],
    [{ backoffPolicy: 'linear', backoffDelay: 0 }, 5, 0, 0],
    // Never longer than an hour: after 2^31 ms a timer would fire at once.
    [{ backoffPolicy: 'exponential', backoffDelay: 1_000 }, 100, 0, 3_600_000],
    // Retry-After counts only up to retryAfterMax, and never shortens the wait.
    [{ backoffPolicy: 'linear', backoffDelay: 100 }, 1, 5_000, 100],
    [{ backoffPolicy: 'linear', backoffDelay: 100, retryAfterMax: 10_000 }, 1, 5_000, 5_000],
    [{ backoffPolicy: 'linear', backoffDelay: 100, retryAfterMax: 2_000 }, 1, 5_000, 2_000],
    [{ backoffPolicy: 'linear', backoffDelay: 6_000, retryAfterMax: 10_000 }, 1, 5_000, 6_000],
    [{ backoffPolicy: 'linear', backoffDelay: 100, retryAfterMax: 0 }, 1, 5_000, 100],
  ])('of %j before retry %i, asked for %i ms, is %i ms', (options, retry, retryAfter, delay) => {
    expect(backoff({ ...DEFAULT_DELIVERY, ...options }, retry, retryAfter)).toBe(delay);
  });
});

describe('isRetried()', () => {
  it.each([404, 408, 409, 429, 500, 501, 502, 503, 504, 599, 600, 999])('retries %i', (status) => {
    expect(isRetried(status)).toBe(true);
  });

  it.each([100, 101, 301, 302, 307, 308, 400, 401, 402, 403, 405, 406, 410, 411, 413, 415, 418, 422, 451])(
    'does not retry %i',
    (status) => {
      expect(isRetried(status)).toBe(false);
    },
  );
});

describe('readRetryAfter()', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each<[number, string | null, number | undefined]>([
    [429, '3', 3_000],
    [503, '0', 0],
    [429, 'Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    [429, 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    [500, '3', undefined],
    [404, '3', undefined],
    [429, 'soon', undefined],
    [429, null, undefined],
  ])('of a %i with %j is %j ms', (status, header, ms) => {
    expect(readRetryAfter(status, header, now)).toBe(ms);
  });
});
