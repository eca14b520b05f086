import { randomBytes } from 'node:crypto';

/**
 * The header that asks whoever is called to record nothing: a trace that was decided against, in the flag at the end.
 * Without it the callee, who sees no caller, would begin a trace of its own for each look.
 */
export const unsampled = (): Record<string, string> => ({
  traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
});
