/** Turns an operation that ran into a span: its attributes, status, exception and links. */
import { describeEnd } from './conventions.ts';
import type { CompiledOperation, CompiledVariant } from './compile.ts';
import { exceptionEvent, isError, type RaisedFailure } from './failure.ts';
import type {
  ShapeAttributes,
  ShapeEvent,
  ShapeLink,
  ShapeResource,
  ShapeSpan,
  ShapeValue,
} from './shape.ts';
import type { ValueSource } from './values.ts';

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };
export type GrowingSpan = Mutable<ShapeSpan>;

const NO_ATTRIBUTES: ShapeAttributes = [];
const NO_EVENTS: readonly ShapeEvent[] = [];
const NO_LINKS: readonly ShapeLink[] = [];
const PLAIN: CompiledVariant = { constants: [], templates: [], stages: [] };

/** The parts of a span that are known when it begins. @param parentSpan undefined for a root */
export function openSpan(
  operation: CompiledOperation,
  variant: CompiledVariant = PLAIN,
  at: { resource: number; parent: number; parentSpan?: ShapeSpan },
  source: ValueSource,
): GrowingSpan {
  const { name, kind } = operation;
  return {
    resource: at.resource,
    parent: at.parent,
    name,
    kind,
    start: 0,
    duration: 0,
    status: 'unset',
    attributes: attributesOf(operation, variant, at.parentSpan, source),
    events: NO_EVENTS,
    links: operation.link ? links(operation.link, at.parent, source) : NO_LINKS,
  };
}

/** True when all spans of the operation begin alike, and so may share their attributes. */
const isPlain = ({ templates, kind, type }: CompiledOperation, variant: CompiledVariant) =>
  templates.length === 0 &&
  variant.templates.length + variant.constants.length === 0 &&
  kind !== 'PRODUCER' &&
  kind !== 'CONSUMER' &&
  type !== 'cloudevents';

function attributesOf(
  operation: CompiledOperation,
  variant: CompiledVariant,
  parentSpan: ShapeSpan | undefined,
  source: ValueSource,
): ShapeAttributes {
  if (isPlain(operation, variant)) return operation.constants;
  const attributes = new Map(operation.constants);
  for (const [key, template] of operation.templates) attributes.set(key, template(source));
  for (const [key, value] of variant.constants) attributes.set(key, value);
  for (const [key, template] of variant.templates) attributes.set(key, template(source));
  identify(operation, attributes, parentSpan, source);
  return [...attributes];
}

/** A message and an event have an id, and keep it from the one who sends to the one who receives. */
function identify(
  { type, kind }: CompiledOperation,
  attributes: Map<string, ShapeValue>,
  parentSpan: ShapeSpan | undefined,
  { random }: ValueSource,
): void {
  if (type !== 'messaging' && type !== 'cloudevents') return;
  const key = 'messaging.message.id';
  const isMessage = kind === 'PRODUCER' || kind === 'CONSUMER';
  const sent =
    kind === 'CONSUMER' && parentSpan?.kind === 'PRODUCER'
      ? parentSpan.attributes.find(([name]) => name === key)?.[1]
      : undefined;
  const id = sent ?? attributes.get('cloudevents.event_id') ?? random.uuid();
  if (isMessage && !attributes.has(key)) attributes.set(key, id);
  if (type === 'cloudevents' && !attributes.has('cloudevents.event_id')) {
    attributes.set('cloudevents.event_id', id);
  }
}

function links(
  { to, count }: NonNullable<CompiledOperation['link']>,
  parent: number,
  { random }: ValueSource,
): readonly ShapeLink[] {
  if (to === 'parent') return parent < 0 ? NO_LINKS : [{ trace: 0, span: parent, attributes: NO_ATTRIBUTES }];
  return Array.from({ length: count(random) }, (_, index) => ({
    trace: -1 - index,
    span: 0,
    attributes: NO_ATTRIBUTES,
  }));
}

export interface SpanEnd {
  /** True time; the host's clock may show another. */
  readonly start: number;
  readonly end: number;
  readonly failure?: RaisedFailure;
  /** True where the failure began, and not only came by. */
  readonly origin: boolean;
  /** How often it had been tried before. */
  readonly resent: number;
}

/** The successful ends of an operation, shared by all its spans. */
const shared = new WeakMap<CompiledOperation, ShapeAttributes>();

/** Adds what is known when it has ended. */
export function closeSpan(
  span: GrowingSpan,
  operation: CompiledOperation,
  resource: ShapeResource,
  { start, end, failure, origin, resent }: SpanEnd,
): void {
  const shown = start + (resource.skewNanos ?? 0);
  span.start = shown;
  span.duration = end - start;
  const plain = span.attributes === operation.constants && !failure && resent === 0;
  const ready = plain ? shared.get(operation) : undefined;
  const error = failure !== undefined && isError(span.kind, operation.type, failure);
  if (ready) span.attributes = ready;
  else {
    const ending = describeEnd(operation.type, failure, error, resent, span.kind);
    // What the topology says of the end, say a status of 202, stands unless it failed.
    const given = new Set(failure ? ending.map(([key]) => key) : []);
    const kept = span.attributes.filter(([key]) => !given.has(key));
    const added = ending.filter(([key]) => !kept.some(([each]) => each === key));
    span.attributes = added.length > 0 || given.size > 0 ? [...kept, ...added] : span.attributes;
    if (plain) shared.set(operation, span.attributes);
  }
  if (!error || !failure) return;
  span.status = 'error';
  if (failure.message) span.statusMessage = failure.message;
  if (!origin || !failure.type) return;
  const { name, definition } = operation.service;
  const cause = { service: name, operation: operation.name, language: definition.language };
  span.events = [exceptionEvent(failure, shown + (end - start), cause)];
}
