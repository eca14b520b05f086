/**
 * The built-in functions (CESQL 1.0.0, section 3.5), and those that cast: INT, BOOL, STRING, IS_INT, IS_BOOL, which the
 * conformance tests use. Positions and lengths count characters (code points), not UTF-16 units.
 */
import { cast, fail, integer, type Result, type Type, type Value } from './values.ts';

/** `Any` is passed on without a cast. */
type Parameter = Type | 'Any';
interface ValueOf {
  String: string;
  Integer: number;
  Boolean: boolean;
  Any: Value;
}
type Arguments<P extends readonly Parameter[]> = { [I in keyof P]: ValueOf[P[I]] };

export interface FunctionDefinition {
  name: string;
  parameters: readonly Parameter[];
  /** The type of any further arguments; without it there may be none. */
  rest?: Parameter;
  returns: Type;
  invoke: (...values: Value[]) => Value | Result;
}

function define<const P extends readonly Parameter[]>(
  name: string,
  parameters: P,
  returns: Type,
  invoke: (...values: Arguments<P>) => Value | Result,
): FunctionDefinition {
  return { name, parameters, returns, invoke: invoke as unknown as FunctionDefinition['invoke'] };
}

const FUNCTIONS: FunctionDefinition[] = [
  define('LENGTH', ['String'], 'Integer', (x) => characters(x).length),
  { name: 'CONCAT', parameters: [], rest: 'String', returns: 'String', invoke: (...xs) => xs.join('') },
  {
    name: 'CONCAT_WS',
    parameters: ['String'],
    rest: 'String',
    returns: 'String',
    invoke: (delimiter, ...xs) => xs.join(String(delimiter)),
  },
  define('LOWER', ['String'], 'String', (x) => x.toLowerCase()),
  define('UPPER', ['String'], 'String', (x) => x.toUpperCase()),
  define('TRIM', ['String'], 'String', trim),
  define('LEFT', ['String', 'Integer'], 'String', (x, y) =>
    y < 0 ? negativeLength('LEFT', y, x) : characters(x).slice(0, y).join(''),
  ),
  define('RIGHT', ['String', 'Integer'], 'String', (x, y) =>
    y < 0
      ? negativeLength('RIGHT', y, x)
      : characters(x)
          .slice(Math.max(0, characters(x).length - y))
          .join(''),
  ),
  define('SUBSTRING', ['String', 'Integer'], 'String', (x, position) => substring(x, position)),
  define('SUBSTRING', ['String', 'Integer', 'Integer'], 'String', substring),
  define('ABS', ['Integer'], 'Integer', abs),
  define('INT', ['Any'], 'Integer', (x) => cast(x, 'Integer')),
  define('BOOL', ['Any'], 'Boolean', (x) => cast(x, 'Boolean')),
  define('STRING', ['Any'], 'String', (x) => cast(x, 'String')),
  define('IS_INT', ['Any'], 'Boolean', (x) => !cast(x, 'Integer').error),
  define('IS_BOOL', ['Any'], 'Boolean', (x) => !cast(x, 'Boolean').error),
];

/** Functions of one name are told apart by how many arguments they take. */
export function findFunction(name: string, argumentCount: number): FunctionDefinition | undefined {
  return FUNCTIONS.find(
    (each) =>
      each.name === name.toUpperCase() &&
      (each.rest ? argumentCount >= each.parameters.length : argumentCount === each.parameters.length),
  );
}

export const describeCall = (name: string, argumentCount: number): string =>
  `${name.toUpperCase()} with ${argumentCount} ${argumentCount === 1 ? 'argument' : 'arguments'}`;

const characters = (text: string) => Array.from(text);

const isSpace = (character: string | undefined) =>
  character !== undefined && /^\p{White_Space}$/u.test(character);

/** Unicode white space, which is not quite what JavaScript's `trim` takes away. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
}

function substring(text: string, position: number, length?: number): Value | Result {
  const all = characters(text);
  if (Math.abs(position) > all.length) {
    return fail('functionEvaluation', `Cannot take SUBSTRING: ${position} is outside the text`, '');
  }
  if (length !== undefined && length < 0) return negativeLength('SUBSTRING', length, '');
  if (position === 0) return '';
  const start = position > 0 ? position - 1 : all.length + position;
  return all.slice(start, length === undefined ? undefined : start + length).join('');
}

const negativeLength = (name: string, length: number, value: string) =>
  fail('functionEvaluation', `Cannot take ${name}: the length ${length} is negative`, value);

function abs(x: number): Result {
  const result = integer(Math.abs(x));
  return result.error ? { ...result, value: 2 ** 31 - 1 } : result;
}
