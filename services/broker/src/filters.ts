/**
 * The filter dialects of a Trigger (Knative eventing, Trigger filters; CloudEvents Subscriptions API, section 3.2.4).
 *
 * A filter is compiled while it is read, so a wrong one is refused when the broker starts, not when an event comes.
 */
import { z } from 'zod';
import { type Attributes, evaluate } from './cesql/evaluate.ts';
import { parseCesql } from './cesql/parse.ts';

export type Filter = (event: Attributes) => boolean;

/** What to compare attributes with, by their names. */
const attributesWith = (value: z.ZodString) =>
  z.record(z.string(), value).superRefine((given, context) => {
    for (const name of Object.keys(given)) {
      if (/^[a-z0-9]+$/.test(name)) continue;
      const message = 'is no name for an attribute: only a-z and 0-9 may be in it';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

const attributes = attributesWith(z.string().min(1, 'expected text to compare with')).refine(
  (given) => Object.keys(given).length > 0,
  'expected at least one attribute',
);

/** A missing attribute never matches. */
const comparing =
  (matches: (actual: string, expected: string) => boolean) =>
  (given: Record<string, string>): Filter =>
  (event) =>
    Object.entries(given).every(([name, expected]) => {
      const actual = Object.hasOwn(event, name) ? event[name] : undefined;
      return actual !== undefined && matches(String(actual), expected);
    });

const cesql = z.string().transform((text, context): Filter => {
  try {
    const { expression, missingFunctions } = parseCesql(text);
    if (missingFunctions.length > 0) {
      throw new Error(`there is no function ${missingFunctions.join(', nor ')}`);
    }
    return (event) => {
      const { value, error } = evaluate(expression, event);
      return value === true && !error;
    };
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

const exactly = comparing((actual, expected) => actual === expected);

/** What is `and`ed in `all` must be there: an empty list is a mistake, not a filter that lets everything through. */
const list = z.array(z.lazy((): z.ZodType<Filter> => filter)).min(1, 'expected at least one filter');

const dialects = z.strictObject({
  exact: attributes.transform(exactly).optional(),
  prefix: attributes.transform(comparing((actual, expected) => actual.startsWith(expected))).optional(),
  suffix: attributes.transform(comparing((actual, expected) => actual.endsWith(expected))).optional(),
  all: list.transform(allOf).optional(),
  any: list
    .transform(
      (filters): Filter =>
        (event) =>
          filters.some((each) => each(event)),
    )
    .optional(),
  not: z
    .lazy((): z.ZodType<Filter> => filter)
    .transform(
      (negated): Filter =>
        (event) =>
          !negated(event),
    )
    .optional(),
  cesql: cesql.optional(),
});

/** One element of `spec.filters`: exactly one dialect. */
export const filter: z.ZodType<Filter> = dialects.transform((given, context): Filter => {
  const [compiled, another] = Object.values(given).filter((each) => each !== undefined);
  if (compiled && !another) return compiled;
  const names = Object.keys(given).join(', ') || 'none';
  context.addIssue(`expected one dialect of ${Object.keys(dialects.shape).join(', ')}; found ${names}`);
  return z.NEVER;
});

/** `spec.filter.attributes`, from before there were dialects: all equal, and an empty text stands for any value. */
export const legacyAttributes = attributesWith(z.string()).transform((given): Filter => {
  const expected = Object.entries(given);
  const equal = exactly(Object.fromEntries(expected.filter(([, value]) => value !== '')));
  const present = expected.filter(([, value]) => value === '').map(([name]) => name);
  return (event) => present.every((name) => Object.hasOwn(event, name)) && equal(event);
});

export function allOf(filters: Filter[]): Filter {
  return (event) => filters.every((each) => each(event));
}
