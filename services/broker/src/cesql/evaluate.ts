/**
 * Evaluates CESQL (CESQL 1.0.0, section 3), in the "fail fast" mode that the specification advises for filters: the
 * first error ends the evaluation, and the value is the zero value of what was evaluated.
 */
import { describeCall } from './functions.ts';
import { matchesPattern } from './like.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import {
  cast,
  fail,
  failedLike,
  integer,
  isInteger,
  type Result,
  type Type,
  typeOf,
  type Value,
} from './values.ts';

/** The context attributes of an event, by name; never its data. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function evaluate(expression: Expression, event: Attributes): Result {
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value };
    case 'attribute':
      return readAttribute(expression.name, event);
    case 'exists':
      return { value: has(expression.name, event) };
    case 'not':
      return map(evaluateAs('Boolean', expression.operand, event), 'Boolean', (x) => !x);
    case 'negate':
      return then(evaluateAs('Integer', expression.operand, event), 'Integer', (x) => integer(-Number(x)));
    case 'binary':
      return evaluateBinary(expression, event);
    case 'like':
      return map(
        evaluateAs('String', expression.operand, event),
        'Boolean',
        (x) => matchesPattern(String(x), expression.pattern) !== expression.negated,
      );
    case 'in':
      return evaluateIn(expression, event);
    default:
      return call(expression, event);
  }
}

const has = (name: string, event: Attributes) => Object.hasOwn(event, name) && event[name] !== undefined;

/** Types that CESQL does not know, and numbers beyond 32 bits, are text (section 3.2). */
function readAttribute(name: string, event: Attributes): Result {
  if (!has(name, event))
    return fail('missingAttribute', `Cannot read ${name}: the event does not have it`, false);
  const value = event[name];
  if (typeof value === 'boolean' || typeof value === 'string') return { value };
  return typeof value === 'number' && isInteger(value) ? { value: value + 0 } : { value: String(value) };
}

/** Goes on with a value if there is one; otherwise the failure becomes one of type `returns`. */
const then = (result: Result, returns: Type, next: (value: Value) => Result): Result =>
  result.error ? failedLike(result, returns) : next(result.value);

const map = (result: Result, returns: Type, next: (value: Value) => Value): Result =>
  then(result, returns, (value) => ({ value: next(value) }));

const evaluateAs = (type: Type, expression: Expression, event: Attributes): Result =>
  then(evaluate(expression, event), type, (value) => cast(value, type));

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

function evaluateBinary({ operator, left, right }: Of<'binary'>, event: Attributes): Result {
  switch (operator) {
    case 'AND':
    case 'OR':
      // The right side is not evaluated where the left side decides: its errors do not matter then.
      return then(evaluateAs('Boolean', left, event), 'Boolean', (x) =>
        x === (operator === 'OR') ? { value: x } : evaluateAs('Boolean', right, event),
      );
    case 'XOR':
      return both('Boolean', 'Boolean', (x, y) => ({ value: x !== y }));
    case '=':
    case '!=':
    case '<>':
      return then(evaluate(left, event), 'Boolean', (x) =>
        then(evaluate(right, event), 'Boolean', (y) =>
          // What the right side is decides how both are compared.
          map(cast(x, typeOf(y)), 'Boolean', (z) => (z === y) === (operator === '=')),
        ),
      );
    case '<':
    case '<=':
    case '>':
    case '>=':
      return both('Integer', 'Boolean', (x, y) => ({ value: COMPARE[operator](x, y) }));
    case '/':
    case '%':
      return both('Integer', 'Integer', (x, y) =>
        y === 0 ? fail('math', `Cannot compute ${x} ${operator} 0`, 0) : integer(CALCULATE[operator](x, y)),
      );
    default:
      return both('Integer', 'Integer', (x, y) => integer(CALCULATE[operator](x, y)));
  }

  function both(type: Type, returns: Type, next: (x: number, y: number) => Result): Result {
    return then(evaluateAs(type, left, event), returns, (x) =>
      then(evaluateAs(type, right, event), returns, (y) => next(Number(x), Number(y))),
    );
  }
}

type Calculate = (x: number, y: number) => number;
type Compare = (x: number, y: number) => boolean;

const CALCULATE: Record<Extract<BinaryOperator, '+' | '-' | '*' | '/' | '%'>, Calculate> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => Math.trunc(x / y),
  '%': (x, y) => x % y,
};
const COMPARE: Record<Extract<BinaryOperator, '<' | '<=' | '>' | '>='>, Compare> = {
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
};

/** The left side decides how they are compared. A set has no order, so each element counts, also after a match. */
function evaluateIn({ operand, set, negated }: Of<'in'>, event: Attributes): Result {
  return then(evaluate(operand, event), 'Boolean', (x) => {
    let found = false;
    for (const element of set) {
      const y = evaluateAs(typeOf(x), element, event);
      if (y.error) return failedLike(y, 'Boolean');
      found ||= x === y.value;
    }
    return { value: found !== negated };
  });
}

function call({ name, arguments: given, definition }: Of<'call'>, event: Attributes): Result {
  if (!definition) {
    return fail(
      'missingFunction',
      `Cannot call ${describeCall(name, given.length)}: there is no such function`,
      false,
    );
  }
  const values: Value[] = [];
  for (const [index, argument] of given.entries()) {
    const type = definition.parameters[index] ?? definition.rest ?? 'Any';
    const result = type === 'Any' ? evaluate(argument, event) : evaluateAs(type, argument, event);
    if (result.error) return failedLike(result, definition.returns);
    values.push(result.value);
  }
  const result = definition.invoke(...values);
  return typeof result === 'object' ? result : { value: result };
}
