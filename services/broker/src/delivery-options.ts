/** How hard a delivery is tried (Knative `DeliverySpec`). */
import { z } from 'zod';
import { destination, type Services } from './destination.ts';
import { duration } from './duration.ts';

export interface DeliveryOptions {
  /** How often to try again after the first time. */
  retry: number;
  backoffPolicy: 'linear' | 'exponential';
  /** In ms. */
  backoffDelay: number;
  /** For one try, in ms. */
  timeout: number;
  /** How long a subscriber's Retry-After may make us wait, in ms; without it the header does not count. */
  retryAfterMax?: number;
  /** Where an event goes that could not be delivered. */
  deadLetterSink?: string;
}

const BACKOFF_DELAY = 200;
const TIMEOUT = 10_000;

/** Where neither the Trigger nor its Broker says anything: as in Knative's own defaults. */
export const DEFAULT_DELIVERY: DeliveryOptions = {
  retry: 10,
  backoffPolicy: 'exponential',
  backoffDelay: BACKOFF_DELAY,
  timeout: TIMEOUT,
};

/** An empty `delivery` says nothing, so it does not override anything either. */
const notEmpty = (given: unknown) =>
  typeof given === 'object' && given !== null && Object.keys(given).length === 0 ? undefined : given;

export const deliveryOptions = (services: Services) => z.preprocess(notEmpty, options(services).optional());

const options = (services: Services) =>
  z.strictObject({
    retry: z.int().min(0).max(100).default(0),
    backoffPolicy: z.enum(['linear', 'exponential']).default(DEFAULT_DELIVERY.backoffPolicy),
    backoffDelay: duration.default(BACKOFF_DELAY),
    timeout: duration.refine((ms) => ms > 0, 'expected more than no time at all').default(TIMEOUT),
    retryAfterMax: duration.optional(),
    deadLetterSink: destination(services).optional(),
  });
