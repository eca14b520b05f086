import { z } from 'zod';

const DURATION = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const MAX_DURATION = 24 * 60 * 60_000;

/** A duration as Knative writes it (ISO 8601, days to seconds: `PT0.2S`, `PT1M30S`), in ms. At most a day. */
export const duration = z.string().transform((text, context): number => {
  const parts = DURATION.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (!parts) {
    context.addIssue(`expected a duration such as PT0.2S, found ${JSON.stringify(text)}`);
    return z.NEVER;
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const ms = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000);
  if (ms > MAX_DURATION) context.addIssue(`expected a duration of a day at most, found ${text}`);
  return ms;
});
