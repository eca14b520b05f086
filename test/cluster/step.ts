import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a step and prints how it went. What it returns is printed behind its name. */
export async function step(name: string, run: () => Promise<string | undefined>): Promise<void> {
  const begin = performance.now();
  const seconds = () => `${((performance.now() - begin) / 1_000).toFixed(1)} s`.padStart(8);
  try {
    const said = await run();
    console.log(`pass ${seconds()}  ${name}${said ? `: ${said}` : ''}`);
  } catch (error) {
    console.log(`FAIL ${seconds()}  ${name}`);
    throw error;
  }
}

/** Asks again every half a second until there is an answer. */
export async function eventually<T>(
  what: string,
  wait: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + wait * 1_000;
  for (;;) {
    const answer = await ask().catch((error: Error) => {
      if (Date.now() > deadline) throw error;
      return undefined;
    });
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Cannot see ${what}: not there after ${wait} s`);
    await sleep(500);
  }
}
