/** Chance that can be repeated: the same seed gives the same numbers, on every machine. */

/** Numbers from 0 to 1 (mulberry32, seeded by the FNV-1a hash of a text). Good enough for stories, not for secrets. */
export function randomNumbers(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A log-normal number: half are below the median, and a few far above it, as the durations of real work are.
 *
 * @param spread the standard deviation of its logarithm. With 1, one in a hundred is over ten times the median.
 */
export function logNormal(random: () => number, median: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * random())); // Box-Muller
}
