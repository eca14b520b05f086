/** The word that was probably meant: the one that takes the fewest letters to change, if that is not more than a third. */
export function closest(given: string, words: readonly string[]): string | undefined {
  const whole = words.find((word) => given.length > 2 && (word.includes(given) || given.includes(word)));
  const [best] = words
    .map((word) => ({ word, distance: distance(given.slice(0, 64), word) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (best && best.distance <= Math.max(given.length, best.word.length) / 3) return best.word;
  return whole;
}

/** How many letters have to be put in, taken out or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
