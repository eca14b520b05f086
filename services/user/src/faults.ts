/** What goes wrong here while a fault is set (packages/faults); without one none of this does anything. */
import { FAILING_USER, RETRY_STORM, strengthOf } from '@tracewalk/faults';

/** `failing-user`: an error that nobody foresaw, for some ids and always for these. It ends up on the SERVER span. */
export async function failForSome(id: number): Promise<void> {
  const every = await strengthOf(FAILING_USER);
  if (every > 0 && id % every === 0)
    throw new TypeError("Cannot read properties of undefined (reading 'toUpperCase')");
}

/** `retry-storm`: whatever fails is asked again at once, so often. Without pauses that helps nobody. */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  const tries = Math.max(1, await strengthOf(RETRY_STORM));
  for (let tried = 1; ; tried++) {
    try {
      return await ask();
    } catch (error) {
      if (tried >= tries) throw error;
    }
  }
}
