/** Splits a CESQL expression into its words (CESQL 1.0.0, section 2). */

export interface Token {
  kind: 'word' | 'integer' | 'string' | 'symbol' | 'end';
  /** As written; of a string, what is between the quotes, unescaped. */
  text: string;
  /** Counted from 1, as an error names it. */
  position: number;
}

/** Says what is wrong and where; the parser adds which expression it was. */
export class CesqlSyntaxError extends Error {
  constructor(state: string, position: number) {
    super(`${state} at position ${position}`);
    this.name = 'CesqlSyntaxError';
  }
}

const SPACE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z0-9_]+/y;
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy;
const SYMBOL = /<>|<=|>=|!=|[=<>+\-*/%(),]/y;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const token = readToken(text, at);
    tokens.push(token.token);
    at = skipSpace(text, token.end);
  }
  tokens.push({ kind: 'end', text: 'the end', position: text.length + 1 });
  return tokens;
}

const skipSpace = (text: string, at: number) => at + (match(SPACE, text, at)?.length ?? 0);

function readToken(text: string, at: number): { token: Token; end: number } {
  const position = at + 1;
  const token = (kind: Token['kind'], raw: string, value = raw) => ({
    token: { kind, text: value, position },
    end: at + raw.length,
  });
  const word = match(WORD, text, at);
  if (word) return token(/^\d+$/.test(word) ? 'integer' : 'word', word);
  const quoted = match(STRING, text, at);
  if (quoted) return token('string', quoted, unquote(quoted));
  const symbol = match(SYMBOL, text, at);
  if (symbol) return token('symbol', symbol);
  if (text[at] === "'" || text[at] === '"') throw new CesqlSyntaxError('a string without an end', position);
  throw new CesqlSyntaxError(`unexpected ${JSON.stringify(text[at])}`, position);
}

/** Only its own quote is escaped in a string; any other backslash stands for itself, for LIKE to read. */
const unquote = (quoted: string) => {
  const quote = quoted.charAt(0);
  return quoted.slice(1, -1).replaceAll(`\\${quote}`, quote);
};

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
