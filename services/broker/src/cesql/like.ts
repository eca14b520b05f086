/** Patterns of the LIKE operator (CESQL 1.0.0, section 3.4.3). */

const ANY_CHARACTERS = Symbol('%');
const ONE_CHARACTER = Symbol('_');

/** A character stands for itself. */
export type LikePattern = (string | typeof ANY_CHARACTERS | typeof ONE_CHARACTER)[];

export function parsePattern(text: string): LikePattern {
  const pattern: LikePattern = [];
  // A backslash escapes the two wildcards; before anything else it stands for itself.
  for (const [part] of text.matchAll(/\\[%_]|./gsu)) {
    if (part === '%') pattern.push(ANY_CHARACTERS);
    else if (part === '_') pattern.push(ONE_CHARACTER);
    else pattern.push(part.length === 2 && part.startsWith('\\') ? part.slice(1) : part);
  }
  return pattern;
}

/**
 * Matches the whole text. Only the last `%` is ever tried again, further along: so the time is bounded by text times
 * pattern, where a regular expression could backtrack without end.
 */
export function matchesPattern(text: string, pattern: LikePattern): boolean {
  const characters = Array.from(text);
  let at = 0;
  let next = 0;
  let lastAny = -1;
  let anyEndsAt = 0;
  while (at < characters.length) {
    const expected = pattern[next];
    if (expected === ANY_CHARACTERS) {
      lastAny = next++;
      anyEndsAt = at;
    } else if (expected !== undefined && (expected === ONE_CHARACTER || expected === characters[at])) {
      next++;
      at++;
    } else if (lastAny >= 0) {
      next = lastAny + 1;
      at = ++anyEndsAt;
    } else {
      return false;
    }
  }
  return pattern.slice(next).every((rest) => rest === ANY_CHARACTERS);
}
