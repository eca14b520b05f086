/** What goes wrong here while a fault is set (packages/faults). Two lines more are in queue.ts. */
import { createHash } from 'node:crypto';
import { setImmediate as letOthersGoFirst } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { MEMORY_LEAK, strengthOf } from '@tracewalk/faults';
import { DEMO_REQUEST_REMEMBERED } from '@tracewalk/telemetry';

/** A leak to learn from, not to die of, in bytes. */
const MAX_REMEMBERED = 64 * 1024 * 1024;

const remembered: Buffer[] = [];

/** `memory-leak`: keeps something of each request, and looks through all of it. Slower each time, until it is full. */
export async function remember(): Promise<void> {
  const size = (await strengthOf(MEMORY_LEAK)) * 1_024;
  if (size === 0) return;
  const held = remembered.reduce((sum, { length }) => sum + length, size);
  if (held > MAX_REMEMBERED) remembered.length = 0; // as if it had been killed, and started again
  remembered.push(Buffer.alloc(size, 'a request that nobody asks for any more '));
  trace.getActiveSpan()?.setAttribute(DEMO_REQUEST_REMEMBERED, remembered.length);
  for (const each of remembered.slice()) {
    createHash('sha256').update(each).digest();
    await letOthersGoFirst();
  }
}
