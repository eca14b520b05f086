/** When a delivery is tried again (knative/specs, eventing data-plane: event acknowledgement and delivery retry). */
import type { DeliveryOptions } from './delivery-options.ts';

/** Congestion control has an end: an event does not wait longer than an hour for its next try, in ms. */
const MAX_DELAY = 60 * 60_000;

const RETRIED_4XX = new Set([404, 408, 409, 429]);

/** Whether an answer that was no success may become one. Codes that nobody specified may. */
export function isRetried(status: number): boolean {
  if (status < 400) return false;
  return status >= 500 || RETRIED_4XX.has(status);
}

/**
 * How long to wait before a retry, in ms.
 *
 * @param retry counted from 1
 * @param retryAfter what the subscriber asked for, in ms
 */
export function backoff(options: DeliveryOptions, retry: number, retryAfter = 0): number {
  const { backoffPolicy, backoffDelay, retryAfterMax = 0 } = options;
  const delay = backoffDelay * (backoffPolicy === 'linear' ? retry : 2 ** retry);
  return Math.min(Math.max(delay, Math.min(retryAfter, retryAfterMax)), MAX_DELAY);
}

/** The Retry-After header of a 429 or 503, in ms: it holds seconds or a date (RFC 9110, section 10.2.3). */
export function readRetryAfter(status: number, header: string | null, now = Date.now()): number | undefined {
  if (header === null || (status !== 429 && status !== 503)) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
