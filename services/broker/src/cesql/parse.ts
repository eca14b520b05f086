/**
 * Parses CESQL, the CloudEvents SQL expression language (CESQL 1.0.0, sections 2 and 3.6).
 *
 * Precedence from the tightest: functions, NOT and `-`, LIKE and IN, `* / %`, `+ -`, comparison, then AND, OR and XOR,
 * which are alike. What is alike is grouped from the left.
 */
import { describeCall, findFunction } from './functions.ts';
import { parsePattern } from './like.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import { CesqlSyntaxError, type Token, tokenize } from './tokenize.ts';
import { isInteger } from './values.ts';

/** More than this nobody writes by hand. Evaluation goes as deep as an expression does, and its stack is limited. */
const MAX_LENGTH = 4_096;
const MAX_DEPTH = 64;
const MAX_OPERATORS = 256;

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ...['AND', 'OR', 'XOR'].map((operator) => [operator, 1] as const),
  ...['=', '!=', '<>', '<', '<=', '>', '>='].map((operator) => [operator, 2] as const),
  ...['+', '-'].map((operator) => [operator, 3] as const),
  ...['*', '/', '%'].map((operator) => [operator, 4] as const),
]);
const KEYWORDS = new Set(['AND', 'OR', 'XOR', 'NOT', 'LIKE', 'EXISTS', 'IN', 'TRUE', 'FALSE']);

interface Parsed {
  expression: Expression;
  /** Functions that it calls and nobody defined: evaluating them is an error. */
  missingFunctions: string[];
}

export function parseCesql(text: string): Parsed {
  try {
    if (text.length > MAX_LENGTH) throw new Error(`it is longer than ${MAX_LENGTH} characters`);
    return new Parser(tokenize(text)).parse();
  } catch (error) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    throw new Error(`Cannot parse CESQL expression ${JSON.stringify(shown)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

class Parser {
  readonly #tokens: Token[];
  readonly #missingFunctions: string[] = [];
  #next = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Parsed {
    const expression = this.#binary(1);
    if (this.#peek().kind !== 'end') throw unexpected('an operator or the end', this.#peek());
    return { expression, missingFunctions: this.#missingFunctions };
  }

  /** Precedence climbing: operators that bind at least as tight as `minimum`. */
  #binary(minimum: number): Expression {
    let left = this.#matching();
    for (;;) {
      const operator = upper(this.#peek());
      const precedence = PRECEDENCE.get(operator);
      if (precedence === undefined || precedence < minimum) return left;
      this.#operator();
      left = {
        kind: 'binary',
        operator: operator as BinaryOperator,
        left,
        right: this.#binary(precedence + 1),
      };
    }
  }

  #operator(): void {
    if (++this.#operators > MAX_OPERATORS) throw new Error(`it has more than ${MAX_OPERATORS} operators`);
    this.#take();
  }

  #matching(): Expression {
    let operand = this.#unary();
    for (;;) {
      const negated = upper(this.#peek()) === 'NOT';
      const keyword = upper(this.#peek(negated ? 1 : 0));
      if (keyword !== 'LIKE' && keyword !== 'IN') return operand;
      if (negated) this.#take();
      this.#operator();
      if (keyword === 'LIKE') operand = { kind: 'like', operand, pattern: this.#pattern(), negated };
      else operand = { kind: 'in', operand, set: this.#set(), negated };
    }
  }

  #unary(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
    try {
      return this.#operand();
    } finally {
      this.#depth--;
    }
  }

  #operand(): Expression {
    const token = this.#take();
    if (token.kind === 'string') return { kind: 'literal', value: token.text };
    if (token.kind === 'integer') return toInteger(token.text, token);
    if (token.text === '(') return this.#closed(this.#binary(1));
    if (token.text === '+' || token.text === '-') return this.#signed(token);
    if (token.kind === 'word') return this.#word(token);
    throw unexpected('a value', token);
  }

  /** A sign that stands right before digits belongs to the number, or the smallest integer could not be written. */
  #signed(sign: Token): Expression {
    const next = this.#peek();
    if (next.kind === 'integer' && next.position === sign.position + 1) {
      return toInteger(sign.text + this.#take().text, sign);
    }
    if (sign.text === '+') throw unexpected('a value', sign);
    return { kind: 'negate', operand: this.#unary() };
  }

  #word(token: Token): Expression {
    const word = upper(token);
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'literal', value: word === 'TRUE' };
    if (word === 'NOT') return { kind: 'not', operand: this.#unary() };
    if (word === 'EXISTS') return { kind: 'exists', name: attributeName(this.#take()) };
    if (KEYWORDS.has(word)) throw unexpected('a value', token);
    if (this.#at('(')) return this.#call(token);
    return { kind: 'attribute', name: attributeName(token) };
  }

  #call({ text: name, position }: Token): Expression {
    if (!/^[A-Za-z][A-Za-z_]*$/.test(name)) {
      throw new CesqlSyntaxError(`${name} is no name for a function`, position);
    }
    this.#expect('(');
    const given = this.#closed(this.#at(')') ? [] : this.#list());
    const definition = findFunction(name, given.length);
    if (!definition) this.#missingFunctions.push(describeCall(name, given.length));
    return { kind: 'call', name, arguments: given, definition };
  }

  #pattern() {
    const token = this.#take();
    if (token.kind !== 'string') throw unexpected('a pattern in quotes', token);
    return parsePattern(token.text);
  }

  #set(): Expression[] {
    this.#expect('(');
    return this.#closed(this.#list());
  }

  #list(): Expression[] {
    const list = [this.#binary(1)];
    while (this.#at(',')) {
      this.#take();
      list.push(this.#binary(1));
    }
    return list;
  }

  #closed<T>(inside: T): T {
    this.#expect(')');
    return inside;
  }

  #expect(symbol: string): void {
    const token = this.#take();
    if (token.kind !== 'symbol' || token.text !== symbol) throw unexpected(JSON.stringify(symbol), token);
  }

  #at(symbol: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'symbol' && text === symbol;
  }

  #peek(ahead = 0): Token {
    // The last token, the end, is never passed.
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }
}

/** The keyword or operator that a token may be; a string never is one. */
const upper = (token: Token) =>
  token.kind === 'word' || token.kind === 'symbol' ? token.text.toUpperCase() : '';

function attributeName(token: Token): string {
  if (token.kind !== 'word' && token.kind !== 'integer') throw unexpected('the name of an attribute', token);
  if (KEYWORDS.has(upper(token))) throw unexpected('the name of an attribute', token);
  if (/^[a-z0-9]+$/.test(token.text)) return token.text;
  throw new CesqlSyntaxError(
    `${token.text} is no attribute: only a-z and 0-9 may be in its name`,
    token.position,
  );
}

function toInteger(text: string, { position }: Token): Expression {
  const value = Number(text) + 0;
  if (!isInteger(value)) throw new CesqlSyntaxError(`${text} does not fit into 32 bits`, position);
  return { kind: 'literal', value };
}

function unexpected(expected: string, { kind, text, position }: Token): CesqlSyntaxError {
  return new CesqlSyntaxError(
    `expected ${expected}, found ${kind === 'end' ? text : JSON.stringify(text)}`,
    position,
  );
}
