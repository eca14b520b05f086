/**
 * The parts of a JSON text as they were written. Parsing data and writing it again would change it: `1.0` becomes `1`,
 * and a number of twenty digits another number.
 */

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]/gs;

/** The value of each member of an object, by name. The text must be a valid JSON object. */
export function sliceMembers(json: string): Map<string, string> {
  return new Map(
    slice(json).map(({ start, colon, end }) => [
      JSON.parse(json.slice(start, colon)) as string,
      json.slice(colon + 1, end).trim(),
    ]),
  );
}

/** Each element of an array. The text must be a valid JSON array. */
export const sliceElements = (json: string): string[] =>
  slice(json)
    .map(({ start, end }) => json.slice(start, end).trim())
    .filter((element) => element !== '');

interface Part {
  start: number;
  /** Where the first colon is that belongs to no string or inner object. */
  colon: number;
  end: number;
}

function slice(json: string): Part[] {
  const parts: Part[] = [];
  let part: Part = { start: 0, colon: -1, end: 0 };
  let depth = 0;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    if (depth === 1 && (token === '{' || token === '[')) part.start = index + 1;
    if (depth === 1 && token === ':' && part.colon < 0) part.colon = index;
    if (depth === 1 && (token === ',' || token === '}' || token === ']')) {
      parts.push({ ...part, end: index });
      part = { start: index + 1, colon: -1, end: 0 };
    }
    if (token === '}' || token === ']') depth -= 1;
  }
  return parts;
}
