/** Attribute values of a topology: text with {variables} that a whole trace shares, and what is drawn for each span. */
import type { AttributeTemplates, Variable } from '../topology/topology.ts';
import type { Random } from './random.ts';
import type { ShapeValue } from './shape.ts';

/** What the values of one trace are drawn from. */
export interface ValueSource {
  readonly random: Random;
  /** What was drawn for this trace already. */
  readonly drawn: Map<string, ShapeValue>;
  readonly variables: Readonly<Record<string, Variable>>;
}

/** A value that is the same in all traces, or a function that draws one. */
export type ValueTemplate = ShapeValue | ((source: ValueSource) => ShapeValue);

export function compileValue(value: AttributeTemplates[string]): ValueTemplate {
  if (typeof value === 'object' && !Array.isArray(value)) {
    const { oneOf } = value;
    return ({ random }) => draw(oneOf, random);
  }
  return typeof value === 'string' ? textTemplate(value) : value;
}

const NAME = /\{([:\w]+)\}/;

/** Text that is nothing but one variable keeps the type of what that stands for. */
export function textTemplate(text: string): ValueTemplate {
  const parts = text.split(NAME);
  if (parts.length === 1) return text;
  const [before, name = '', after] = parts;
  if (parts.length === 3 && before === '' && after === '') return (source) => variableOf(source, name);
  return (source) =>
    parts.map((part, index) => (index % 2 === 0 ? part : String(variableOf(source, part)))).join('');
}

/** `:id` in a route has no definition of its own: it is a number up to a thousand. */
const ROUTE_PARAMETER: Variable = { from: 1, to: 1_000 };

function variableOf(source: ValueSource, name: string): ShapeValue {
  const known = source.drawn.get(name);
  if (known !== undefined) return known;
  const value = draw(source.variables[name] ?? ROUTE_PARAMETER, source.random);
  source.drawn.set(name, value);
  return value;
}

function draw(variable: Variable, random: Random): ShapeValue {
  if (variable === 'uuid') return random.uuid();
  if (Array.isArray(variable)) return random.pick(variable);
  if ('hex' in variable) return random.hex(variable.hex);
  return variable.from + random.int(variable.to - variable.from + 1);
}
