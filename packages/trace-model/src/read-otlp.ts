/**
 * OTLP JSON: what Jaeger's `/api/v3/traces` answers (in `result`), and what an OTLP/HTTP exporter sends.
 * Source: opentelemetry-proto `docs/specification.md`, "JSON Protobuf Encoding", and `trace/v1/trace.proto`.
 */
import { int64, object, objects, optionalText, reading, reject, text } from './json.ts';
import type { JsonObject, Place } from './json.ts';
import { microsecondsFromNanos } from './microseconds.ts';
import type { Attributes, AttributeValue, Span, SpanEvent, SpanKind, SpanLink, SpanStatus } from './span.ts';

/** All spans of the document, in its order. The instrumentation scope becomes `otel.scope.*`, as other formats have it. */
export function fromOtlpJson(json: unknown): Span[] {
  return reading('OTLP JSON', () => {
    const document = object(json, '');
    const [body, at] =
      document.result === undefined ? [document, ''] : [object(document.result, 'result'), 'result.'];
    return objects(body.resourceSpans, `${at}resourceSpans`).flatMap(([each, place]) =>
      readResource(each, place),
    );
  });
}

function readResource(resourceSpans: JsonObject, place: Place): Span[] {
  const resource = object(resourceSpans.resource ?? {}, `${place}.resource`);
  const attributes = readAttributes(resource.attributes, `${place}.resource.attributes`);
  const { 'service.name': service = '', ...rest } = attributes;
  return objects(resourceSpans.scopeSpans, `${place}.scopeSpans`).flatMap(([scopeSpans, scopePlace]) => {
    const scope = readScope(object(scopeSpans.scope ?? {}, `${scopePlace}.scope`), `${scopePlace}.scope`);
    return objects(scopeSpans.spans, `${scopePlace}.spans`).map(([span, spanPlace]) =>
      readSpan(span, { service: String(service), resource: rest, scope }, spanPlace),
    );
  });
}

function readScope(scope: JsonObject, place: Place): Attributes {
  const name = optionalText(scope.name, `${place}.name`);
  const version = optionalText(scope.version, `${place}.version`);
  return { ...(name && { 'otel.scope.name': name }), ...(version && { 'otel.scope.version': version }) };
}

interface Origin {
  service: string;
  resource: Attributes;
  scope: Attributes;
}

function readSpan(span: JsonObject, { service, resource, scope }: Origin, place: Place): Span {
  const startNanos = int64(span.startTimeUnixNano, `${place}.startTimeUnixNano`);
  const endNanos = int64(span.endTimeUnixNano, `${place}.endTimeUnixNano`);
  const parent = span.parentSpanId ? otlpId(span.parentSpanId, 8, `${place}.parentSpanId`) : NO_PARENT;
  const backwards = endNanos < startNanos;
  const attributes = { ...readAttributes(span.attributes, `${place}.attributes`), ...scope };
  return {
    traceId: otlpId(span.traceId, 16, `${place}.traceId`),
    spanId: otlpId(span.spanId, 8, `${place}.spanId`),
    ...(parent !== NO_PARENT && { parentSpanId: parent }),
    name: optionalText(span.name, `${place}.name`),
    kind: readKind(span.kind),
    start: microsecondsFromNanos(startNanos),
    duration: microsecondsFromNanos(backwards ? 0n : endNanos - startNanos),
    ...readStatus(object(span.status ?? {}, `${place}.status`), attributes, `${place}.status`),
    service,
    resource,
    attributes: withoutError(attributes),
    events: objects(span.events, `${place}.events`).map(([event, at]) => readEvent(event, at)),
    links: objects(span.links, `${place}.links`).map(([link, at]) => readLink(link, at)),
    warnings: backwards ? ['it ends before it starts'] : [],
  };
}

/** A parent of zeros is no parent: protobuf has no absent bytes. */
const NO_PARENT = '0'.repeat(16);

const KINDS: readonly SpanKind[] = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** A number (0 is unspecified, 1 INTERNAL, ...) or the name of the enum value. */
function readKind(value: unknown): SpanKind {
  if (typeof value === 'string') return KINDS.find((kind) => value === `SPAN_KIND_${kind}`) ?? 'INTERNAL';
  return KINDS[Number(value ?? 0)] ?? 'INTERNAL';
}

/** Where the status has no message, an `error` attribute with text is the reason: it came from Zipkin. */
function readStatus(
  status: JsonObject,
  { error = '' }: Attributes,
  place: Place,
): { status: SpanStatus; statusMessage?: string } {
  const { code } = status;
  const failed = code === 2 || code === 'STATUS_CODE_ERROR';
  const ok = code === 1 || code === 'STATUS_CODE_OK';
  const reason = failed && typeof error === 'string' && error !== 'true' ? error : '';
  const message = optionalText(status.message, `${place}.message`) || reason;
  return { status: failed ? 'error' : ok ? 'ok' : 'unset', ...(message && { statusMessage: message }) };
}

function withoutError({ error: _becameTheStatus, ...attributes }: Attributes): Attributes {
  return attributes;
}

const readEvent = (event: JsonObject, place: Place): SpanEvent => ({
  name: optionalText(event.name, `${place}.name`),
  time: microsecondsFromNanos(int64(event.timeUnixNano, `${place}.timeUnixNano`)),
  attributes: readAttributes(event.attributes, `${place}.attributes`),
});

const readLink = (link: JsonObject, place: Place): SpanLink => ({
  traceId: otlpId(link.traceId, 16, `${place}.traceId`),
  spanId: otlpId(link.spanId, 8, `${place}.spanId`),
  attributes: readAttributes(link.attributes, `${place}.attributes`),
});

/** OTLP writes ids in hex; writers that follow protobuf's own JSON mapping use base64. Their lengths tell them apart. */
function otlpId(value: unknown, bytes: number, place: Place): string {
  const id = text(value, place);
  const hex = /^[0-9a-f]+$/i.test(id) && id.length === bytes * 2 ? id.toLowerCase() : hexOfBase64(id);
  if (hex.length === bytes * 2) return hex;
  return reject(place, `an id of ${bytes} bytes in hex or base64`, id);
}

function hexOfBase64(base64: string): string {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return '';
  try {
    const bytes = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  } catch {
    return '';
  }
}

const readAttributes = (value: unknown, place: Place): Attributes =>
  Object.fromEntries(
    objects(value, place).map(([attribute, at]) => [
      text(attribute.key, `${at}.key`),
      readValue(attribute.value, `${at}.value`),
    ]),
  );

/** `AnyValue`. Integers that a double cannot hold stay text; a map becomes its JSON; bytes stay base64. */
function readValue(value: unknown, place: Place): AttributeValue {
  if (value === undefined || value === null) return '';
  const any = object(value, place);
  if (any.stringValue !== undefined) return text(any.stringValue, place);
  if (typeof any.boolValue === 'boolean') return any.boolValue;
  if (any.intValue !== undefined) return integer(int64(any.intValue, place));
  if (any.doubleValue !== undefined) return Number(any.doubleValue);
  if (any.bytesValue !== undefined) return text(any.bytesValue, place);
  if (any.arrayValue !== undefined) {
    const array = object(any.arrayValue, place);
    return objects(array.values, place).map(([each, at]) => readValue(each, at));
  }
  if (any.kvlistValue !== undefined) {
    return JSON.stringify(readAttributes(object(any.kvlistValue, place).values, place));
  }
  return '';
}

const integer = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
