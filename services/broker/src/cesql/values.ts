/** The types of CESQL and the casts between them (CESQL 1.0.0, sections 3.1, 3.3 and 3.7). */

export type Value = string | number | boolean;
export type Type = 'String' | 'Integer' | 'Boolean';

/** What an expression evaluates to. With an error there still is a value: every operator and function is total. */
export interface Result {
  value: Value;
  error?: CesqlError;
}

export interface CesqlError {
  kind: 'math' | 'cast' | 'missingAttribute' | 'missingFunction' | 'functionEvaluation';
  message: string;
}

const ZERO: Record<Type, Value> = { String: '', Integer: 0, Boolean: false };
const MAX_INTEGER = 2 ** 31 - 1;
const MIN_INTEGER = -(2 ** 31);

export const typeOf = (value: Value): Type => {
  if (typeof value === 'string') return 'String';
  return typeof value === 'number' ? 'Integer' : 'Boolean';
};

export const isInteger = (value: number): boolean =>
  Number.isInteger(value) && value >= MIN_INTEGER && value <= MAX_INTEGER;

export const fail = (kind: CesqlError['kind'], message: string, value: Value): Result => ({
  value,
  error: { kind, message },
});

/** An operand failed, so the operation did: it has the zero value of its own type (section 3.2). */
export const failedLike = ({ error }: Result, type: Type): Result => ({ value: ZERO[type], error });

/** The result of arithmetic; too large for 32 bits is a math error. */
export const integer = (value: number): Result =>
  // Adding zero turns -0, which CESQL does not know, into 0.
  isInteger(value)
    ? { value: value + 0 }
    : fail('math', `Cannot compute: ${value} does not fit into 32 bits`, 0);

export function cast(value: Value, type: Type): Result {
  if (typeOf(value) === type) return { value };
  if (type === 'String') return { value: String(value) };
  if (type === 'Integer') return typeof value === 'string' ? parseInteger(value) : { value: Number(value) };
  return typeof value === 'string' ? parseBoolean(value) : { value: value !== 0 };
}

function parseInteger(text: string): Result {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return isInteger(value) ? { value: value + 0 } : cannotCast(text, 'Integer');
}

function parseBoolean(text: string): Result {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? { value: lower === 'true' } : cannotCast(text, 'Boolean');
}

const cannotCast = (text: string, type: Type) =>
  fail('cast', `Cannot cast ${JSON.stringify(text.slice(0, 80))}: it is no ${type}`, ZERO[type]);
