/**
 * Zipkin v2 JSON: what a Zipkin exporter sends, and what Zipkin's `/api/v2/trace/{id}` and `/api/v2/traces` answer.
 * Source: openzipkin/zipkin-api `zipkin2-api.yaml`; OpenTelemetry's use of it: specification `trace/sdk_exporters/zipkin.md`.
 */
import { hexId, list, number, object, objects, optionalText, reading } from './json.ts';
import type { JsonObject, Place } from './json.ts';
import { microseconds } from './microseconds.ts';
import type { Attributes, Span, SpanEvent, SpanKind, SpanStatus } from './span.ts';

/** All spans of the list, or of the list of lists, in its order. */
export function fromZipkinJson(json: unknown): Span[] {
  return reading('Zipkin JSON', () => {
    const spans = Array.isArray(json) ? json : list(json ?? 'nothing', 'the document');
    return objects(spans.flat(), 'spans').map(([span, place]) => readSpan(span, place));
  });
}

function readSpan(span: JsonObject, place: Place): Span {
  const tags = readTags(span.tags, `${place}.tags`);
  const endpoint = object(span.localEndpoint ?? {}, `${place}.localEndpoint`);
  const kind = KINDS.find((each) => each === span.kind) ?? 'INTERNAL';
  return {
    traceId: hexId(span.traceId, 32, `${place}.traceId`),
    spanId: hexId(span.id, 16, `${place}.id`),
    ...(span.parentId !== undefined &&
      span.parentId !== null && { parentSpanId: hexId(span.parentId, 16, `${place}.parentId`) }),
    name: optionalText(span.name, `${place}.name`),
    kind,
    start: microseconds(number(span.timestamp ?? 0, `${place}.timestamp`)),
    duration: microseconds(number(span.duration ?? 0, `${place}.duration`)),
    ...readStatus(tags),
    service: optionalText(endpoint.serviceName, `${place}.localEndpoint.serviceName`),
    resource: {},
    attributes: withoutStatus(tags),
    events: objects(span.annotations, `${place}.annotations`).map(([each, at]) => readAnnotation(each, at)),
    links: [],
    warnings: span.timestamp === undefined ? ['it has no start time'] : [],
  };
}

const KINDS: readonly SpanKind[] = ['SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

const readTags = (value: unknown, place: Place): Record<string, string> =>
  Object.fromEntries(
    Object.entries(object(value ?? {}, place)).map(([key, tag]) => [
      key,
      optionalText(tag, `${place}.${key}`),
    ]),
  );

/** In Zipkin an `error` tag marks a failed span, and its text is the reason. */
function readStatus(tags: Readonly<Record<string, string>>): { status: SpanStatus; statusMessage?: string } {
  const { error, 'otel.status_code': code } = tags;
  if (code === 'ERROR' || (error !== undefined && error !== 'false')) {
    return { status: 'error', ...(error && error !== 'true' && { statusMessage: error }) };
  }
  return { status: code === 'OK' ? 'ok' : 'unset' };
}

function withoutStatus(tags: Readonly<Record<string, string>>): Attributes {
  const { error: _error, 'otel.status_code': _code, ...attributes } = tags;
  return attributes;
}

const readAnnotation = (annotation: JsonObject, place: Place): SpanEvent => ({
  name: optionalText(annotation.value, `${place}.value`),
  time: microseconds(number(annotation.timestamp, `${place}.timestamp`)),
  attributes: {},
});
