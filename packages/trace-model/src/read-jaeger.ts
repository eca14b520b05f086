/**
 * Jaeger's legacy JSON: the answer of `GET /api/traces` and `/api/traces/{id}`, and the files its UI saves.
 * Source: jaegertracing/jaeger `internal/uimodel/model.go`.
 */
import { hexId, int64, number, object, objects, optionalText, list, reading, text } from './json.ts';
import type { JsonObject, Place } from './json.ts';
import { microseconds } from './microseconds.ts';
import type { Attributes, AttributeValue, Span, SpanEvent, SpanKind, SpanLink, SpanStatus } from './span.ts';

/**
 * All spans of all traces in the answer, in its order.
 *
 * Jaeger writes OpenTelemetry's kind and status as tags; here they are fields again. What it says about a trace as a
 * whole becomes a warning of the trace's first span.
 */
export function fromJaegerJson(json: unknown): Span[] {
  return reading('Jaeger JSON', () =>
    objects(object(json, '').data, 'data').flatMap(([trace, place]) => readTrace(trace, place)),
  );
}

function readTrace(trace: JsonObject, place: Place): Span[] {
  const processes = object(trace.processes ?? {}, `${place}.processes`);
  const warnings = readWarnings(trace.warnings, `${place}.warnings`);
  return objects(trace.spans, `${place}.spans`).map(([span, spanPlace], index) => {
    const processId = optionalText(span.processID, `${spanPlace}.processID`);
    const process = span.process ?? (Object.hasOwn(processes, processId) ? processes[processId] : undefined);
    const processPlace = span.process ? `${spanPlace}.process` : `${place}.processes.${processId}`;
    return readSpan(span, object(process, processPlace), index === 0 ? warnings : [], spanPlace);
  });
}

function readSpan(
  span: JsonObject,
  process: JsonObject,
  traceWarnings: readonly string[],
  place: Place,
): Span {
  const traceId = hexId(span.traceID, 32, `${place}.traceID`);
  const tags = readTags(span.tags, `${place}.tags`);
  const { parent, links } = readReferences(span.references, traceId, `${place}.references`);
  const status = readStatus(tags);
  return {
    traceId,
    spanId: hexId(span.spanID, 16, `${place}.spanID`),
    ...(parent !== undefined && { parentSpanId: parent }),
    name: optionalText(span.operationName, `${place}.operationName`),
    kind: KINDS.get(tags.get('span.kind')) ?? 'INTERNAL',
    start: microseconds(number(span.startTime, `${place}.startTime`)),
    duration: microseconds(number(span.duration, `${place}.duration`)),
    ...status,
    service: optionalText(process.serviceName, `${place}.process.serviceName`),
    resource: Object.fromEntries(readTags(process.tags, `${place}.process.tags`)),
    attributes: withoutFields(tags),
    events: objects(span.logs, `${place}.logs`).map(([log, logPlace]) => readLog(log, logPlace)),
    links,
    warnings: [...traceWarnings, ...readWarnings(span.warnings, `${place}.warnings`)],
  };
}

const KINDS: ReadonlyMap<unknown, SpanKind> = new Map([
  ['server', 'SERVER'],
  ['client', 'CLIENT'],
  ['producer', 'PRODUCER'],
  ['consumer', 'CONSUMER'],
]);

/** The first tag of a key wins: Jaeger adds its own `error` after one that the program set. */
function readTags(value: unknown, place: Place): Map<string, AttributeValue> {
  const tags = new Map<string, AttributeValue>();
  for (const [tag, tagPlace] of objects(value, place)) {
    const key = text(tag.key, `${tagPlace}.key`);
    if (!tags.has(key)) tags.set(key, readTag(tag, `${tagPlace}.value`));
  }
  return tags;
}

/** Values carry a type; int64 arrives as text where a double cannot hold it, and stays text there. */
function readTag(tag: JsonObject, place: Place): AttributeValue {
  const { type, value } = tag;
  if (type === 'int64' && typeof value === 'string') {
    const exact = int64(value, place);
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? '' : text(value, place);
}

/**
 * OpenTelemetry's parent is a CHILD_OF reference, its links are FOLLOWS_FROM. A parent is in the same trace; further
 * CHILD_OF references (OpenTracing allowed several) are links.
 *
 * Of a parent that is linked as well, as that of a CONSUMER span is, Jaeger 2.13 keeps only the FOLLOWS_FROM. So, as in
 * its own `Span.ParentSpanID()`, the first one within the trace is the parent where there is no CHILD_OF.
 */
function readReferences(
  value: unknown,
  traceId: string,
  place: Place,
): { parent?: string; links: SpanLink[] } {
  const references = objects(value, place).map(([reference, at]) => ({
    isParent: reference.refType === 'CHILD_OF',
    link: {
      traceId: hexId(reference.traceID, 32, `${at}.traceID`),
      spanId: hexId(reference.spanID, 16, `${at}.spanID`),
      attributes: {},
    },
  }));
  const inTrace = references.filter(({ link }) => link.traceId === traceId);
  const parent = inTrace.find(({ isParent }) => isParent);
  return {
    parent: (parent ?? inTrace[0])?.link.spanId,
    links: references.filter((each) => each !== parent).map(({ link }) => link),
  };
}

/** Where the status has no message, an `error` tag with text is the reason: Zipkin writes failures so. */
function readStatus(tags: ReadonlyMap<string, AttributeValue>): {
  status: SpanStatus;
  statusMessage?: string;
} {
  const code = tags.get('otel.status_code');
  const error = tags.get('error');
  const failed = code === 'ERROR' || (error !== undefined && error !== false && error !== 'false');
  const status = failed ? 'error' : code === 'OK' ? 'ok' : 'unset';
  const reason = typeof error === 'string' && failed && error !== 'true' ? error : '';
  const message = String(tags.get('otel.status_description') ?? reason);
  return { status, ...(message && { statusMessage: message }) };
}

const BECAME_FIELDS = ['span.kind', 'otel.status_code', 'otel.status_description', 'error'];

const withoutFields = (tags: ReadonlyMap<string, AttributeValue>): Attributes =>
  Object.fromEntries([...tags].filter(([key]) => !BECAME_FIELDS.includes(key)));

function readLog(log: JsonObject, place: Place): SpanEvent {
  const { event = '', ...attributes } = Object.fromEntries(readTags(log.fields, `${place}.fields`));
  return { name: String(event), time: microseconds(number(log.timestamp, `${place}.timestamp`)), attributes };
}

const readWarnings = (value: unknown, place: Place): string[] =>
  list(value, place).map((warning, index) => text(warning, `${place}[${index}]`));
