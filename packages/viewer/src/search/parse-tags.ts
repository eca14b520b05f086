/** Tags as they are typed: `http.method=GET error db.statement="SELECT 1"`, as in logfmt. */

/** A key; then perhaps `=` and a value, in quotes if it has blanks. */
const TAG = /([^\s=:"]+)(?:[=:]("(?:[^"\\]|\\.)*"|[^\s"]*))?(?=\s|$)/sy;

/**
 * @returns each key with its value; a key alone means `true`.
 * @throws Error that says where reading failed.
 */
export function parseTags(text: string): Record<string, string> {
  const tags = new Map<string, string>();
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    TAG.lastIndex = at;
    const [whole, key, value] = TAG.exec(text) ?? [];
    if (!whole || !key)
      throw new Error(`Cannot read the tags at "${text.slice(at, at + 20)}": expected key=value`);
    tags.set(key, value === undefined ? 'true' : unquote(value));
    at += whole.length;
  }
  return Object.fromEntries(tags);
}

/** The same tags as `parseTags` would read them. */
export const tagText = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${/[\s"]/.test(value) || value === '' ? quote(value) : value}`)
    .join(' ');

/** From an address: Jaeger's JSON object, or text. Never fails: what cannot be read stays as it is, to be mended. */
export function tagsFromAddress(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const tags = Object.entries(JSON.parse(text) as object).map(([key, value]) => [key, String(value)]);
    return tagText(Object.fromEntries(tags) as Record<string, string>);
  } catch {
    return text;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

/** A field has one line, so what breaks it is written as a letter. */
const LETTERS: Readonly<Record<string, string>> = { '\n': 'n', '\t': 't', '\r': 'r' };
const SIGNS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const quote = (value: string): string =>
  `"${value.replaceAll(/["\\\n\t\r]/g, (sign) => `\\${LETTERS[sign] ?? sign}`)}"`;

const unquote = (value: string): string =>
  value.startsWith('"')
    ? value.slice(1, -1).replaceAll(/\\(.)/gs, (_, letter: string) => SIGNS[letter] ?? letter)
    : value;
