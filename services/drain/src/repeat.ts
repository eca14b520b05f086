import { setTimeout as sleep } from 'node:timers/promises';

/** Does some work again and again, each time `interval` ms after it last ended. Settles once `stopping` has aborted. */
export async function repeat(
  interval: number,
  stopping: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!stopping.aborted) {
    await sleep(interval, undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) await work();
  }
}

/** Does some work once, however many attempts that takes; a second apart. */
export async function untilItSucceeds(
  work: () => Promise<unknown>,
  stopping: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      onError(error);
    }
    await sleep(1_000, undefined, { signal: stopping }).catch(() => undefined);
  }
}
