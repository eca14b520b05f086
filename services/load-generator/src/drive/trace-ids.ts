/** Fresh ids: never from the seed, or a second run would add its spans to the traces of the first. */
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(24 * 512);
let used = pool.length;

/** 32 and 16 hex digits, as the header `traceparent` wants them. */
export function traceIds(): { traceId: string; spanId: string } {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const traceId = pool.toString('hex', used, used + 16);
  const spanId = pool.toString('hex', used + 16, used + 24);
  used += 24;
  return { traceId, spanId };
}
