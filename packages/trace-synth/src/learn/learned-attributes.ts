/** The attributes of an operation's spans: which there are, and of how many different values. */
import type { AttributeValue, Span } from '@tracewalk/trace-model';
import type { AttributeTemplates, Variable } from '../topology/topology.ts';

/** Set by the end of a span, or by who received it. */
const NOT_LEARNED = new Set([
  'error.type',
  'http.request.resend_count',
  'rpc.response.status_code',
  'internal.span.format',
  'messaging.message.id',
]);

/** Values that conventions define, or that say no more than the span's name does. They are kept. */
const STRUCTURAL = new Set([
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'url.scheme',
  'server.port',
  'network.protocol.name',
  'network.protocol.version',
  'rpc.system.name',
  'rpc.method',
  'db.system.name',
  'db.operation.name',
  'db.collection.name',
  'db.query.summary',
  'messaging.system.name',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'cloudevents.event_spec_version',
  'cloudevents.event_type',
  'http.method',
  'http.status_code',
  'rpc.system',
  'db.system',
  'messaging.system',
  'messaging.operation',
]);

const MOST_LISTED = 50;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
type Primitive = string | number | boolean;

/**
 * What most of the spans have. Values are replaced by made-up ones of the same type and number, unless they are kept.
 * @param variables those of the topology: a value that varies is drawn once a trace; this adds what it needs
 */
export function learnAttributes(
  spans: readonly Span[],
  keepValues: boolean,
  variables: Map<string, Variable>,
): AttributeTemplates {
  const seen = new Map<string, Primitive[]>();
  for (const span of spans) {
    for (const [key, value] of Object.entries(span.attributes)) {
      if (NOT_LEARNED.has(key) || key.startsWith('otel.')) continue;
      if (failedAnswer(key, value)) continue;
      const values = seen.get(key) ?? [];
      values.push(primitive(value));
      seen.set(key, values);
    }
  }
  const common = [...seen].filter(([, values]) => values.length >= spans.length / 2).slice(0, 100);
  return Object.fromEntries(
    common.map(([key, values]) => [key, template(key, values, keepValues || STRUCTURAL.has(key), variables)]),
  );
}

/** What a failed request answered says its failure; here it would say so of the others. */
const failedAnswer = (key: string, value: AttributeValue): boolean =>
  (key === 'http.response.status_code' || key === 'http.status_code') && Number(value) >= 400;

const primitive = (value: AttributeValue): Primitive =>
  typeof value === 'object'
    ? JSON.stringify(value).slice(0, 1_000)
    : typeof value === 'string'
      ? value.slice(0, 1_000)
      : value;

function template(
  key: string,
  values: readonly Primitive[],
  keep: boolean,
  variables: Map<string, Variable>,
): AttributeTemplates[string] {
  const distinct = [...new Set(values)];
  const [first = ''] = distinct;
  // Braces in text would be read as a variable; in a list they are not.
  if (keep && distinct.length === 1 && !String(first).includes('{')) return first;
  if (keep && distinct.length <= MOST_LISTED) return { oneOf: distinct };
  if (distinct.every((value) => typeof value === 'boolean'))
    return distinct.length === 1 ? first : { oneOf: distinct };
  const count = estimate(values.length, distinct.length);
  if (distinct.every((value) => typeof value === 'number'))
    return count === 1 ? 1 : { oneOf: { from: 1, to: count } };
  if (distinct.every((value) => UUID.test(String(value))))
    return count === 1 ? ZERO_UUID : define(variables, nameOf(key), 'uuid');
  const label = `${prefixOf(distinct)}${nameOf(key)}`;
  if (count === 1) return `${label}-1`;
  return `${label}-${define(variables, `${nameOf(key)}_of_${count}`, { from: 1, to: count })}`;
}

/** A path stays a path, a URL a URL. */
function prefixOf(values: readonly Primitive[]): string {
  if (values.every((value) => String(value).startsWith('/'))) return '/';
  return values.every((value) => /^https?:\/\//.test(String(value))) ? 'http://example.com/' : '';
}

const ZERO_UUID = '00000000-0000-4000-8000-000000000000';

function define(variables: Map<string, Variable>, name: string, variable: Variable): string {
  variables.set(name, variable);
  return `{${name}}`;
}

const nameOf = (key: string): string =>
  key
    .replaceAll(/\W+/g, '_')
    .replace(/^[^a-zA-Z]+/, '')
    .slice(0, 40) || 'value';

/** Where nearly every span has a value of its own, there are more than were seen. */
const estimate = (seen: number, distinct: number): number =>
  distinct > 20 && distinct > 0.9 * seen ? Math.max(distinct, 1_000_000) : distinct;
