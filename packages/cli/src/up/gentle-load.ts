/** A trickle of requests, so that there is something to see: somebody opens a profile every second. */
import { setTimeout as sleep } from 'node:timers/promises';

const PERIOD = 1_000;
const USERS = 1_000;
/** One request in this many asks for a user who does not exist: errors belong to a demo, too. */
const MISSING_EVERY = 20;

/** Some users are looked at far more often than others, so that profile's cache has hits as well as misses. */
const POPULARITY = 3;

/** Goes on until the signal. The system answers or not: failures are in the traces, not here. */
export async function gentleLoad(frontend: string, signal: AbortSignal): Promise<void> {
  for (let count = 1; !signal.aborted; count++) {
    const user =
      count % MISSING_EVERY === 0 ? USERS + count : 1 + Math.floor(USERS * Math.random() ** POPULARITY);
    await fetch(`${frontend}/api/profiles/${user}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    await sleep(PERIOD, undefined, { signal }).catch(() => undefined);
  }
}
