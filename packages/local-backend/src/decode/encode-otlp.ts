/** OTLP in JSON form to OTLP in protobuf: what comes as JSON or Zipkin is stored like everything else. */
import type {
  AnyValue,
  KeyValue,
  OtlpSpan,
  ResourceSpans,
  Scope,
  ScopeSpans,
  SpanEvent,
  SpanLink,
  Status,
  TracesData,
} from './otlp-types.ts';
import { Writer } from './wire-writer.ts';

export function encodeTraces({ resourceSpans }: TracesData): Buffer {
  const writer = new Writer();
  for (const each of resourceSpans ?? []) writer.message(1, () => putResourceSpans(writer, each));
  return writer.finish();
}

function putResourceSpans(writer: Writer, { resource, scopeSpans }: ResourceSpans): void {
  if (resource) writer.message(1, () => putAttributes(writer, 1, resource.attributes));
  for (const each of scopeSpans ?? []) writer.message(2, () => putScopeSpans(writer, each));
}

function putScopeSpans(writer: Writer, { scope, spans }: ScopeSpans): void {
  if (scope) writer.message(1, () => putScope(writer, scope));
  for (const each of spans ?? []) writer.message(2, () => putSpan(writer, each));
}

function putScope(writer: Writer, { name, version, attributes }: Scope): void {
  if (name) writer.text(1, name);
  if (version) writer.text(2, version);
  putAttributes(writer, 3, attributes);
}

function putSpan(writer: Writer, span: OtlpSpan): void {
  writer.bytes(1, id(span.traceId)).bytes(2, id(span.spanId));
  if (span.traceState) writer.text(3, span.traceState);
  if (span.parentSpanId) writer.bytes(4, id(span.parentSpanId));
  if (span.name) writer.text(5, span.name);
  if (span.kind) writer.varint(6, span.kind);
  writer.fixed64(7, BigInt(span.startTimeUnixNano)).fixed64(8, BigInt(span.endTimeUnixNano));
  putAttributes(writer, 9, span.attributes);
  if (span.droppedAttributesCount) writer.varint(10, span.droppedAttributesCount);
  for (const event of span.events ?? []) writer.message(11, () => putEvent(writer, event));
  if (span.droppedEventsCount) writer.varint(12, span.droppedEventsCount);
  for (const link of span.links ?? []) writer.message(13, () => putLink(writer, link));
  if (span.droppedLinksCount) writer.varint(14, span.droppedLinksCount);
  const { status } = span;
  if (status) writer.message(15, () => putStatus(writer, status));
  if (span.flags) writer.fixed32(16, span.flags);
}

function putEvent(writer: Writer, event: SpanEvent): void {
  writer.fixed64(1, BigInt(event.timeUnixNano));
  if (event.name) writer.text(2, event.name);
  putAttributes(writer, 3, event.attributes);
  if (event.droppedAttributesCount) writer.varint(4, event.droppedAttributesCount);
}

function putLink(writer: Writer, link: SpanLink): void {
  writer.bytes(1, id(link.traceId)).bytes(2, id(link.spanId));
  if (link.traceState) writer.text(3, link.traceState);
  putAttributes(writer, 4, link.attributes);
  if (link.droppedAttributesCount) writer.varint(5, link.droppedAttributesCount);
  if (link.flags) writer.fixed32(6, link.flags);
}

function putStatus(writer: Writer, { message, code }: Status): void {
  if (message) writer.text(2, message);
  if (code) writer.varint(3, code);
}

function putAttributes(writer: Writer, field: number, attributes: KeyValue[] = []): void {
  for (const attribute of attributes) writer.message(field, () => putKeyValue(writer, attribute));
}

function putKeyValue(writer: Writer, { key, value }: KeyValue): void {
  writer.text(1, key);
  if (value) writer.message(2, () => putAnyValue(writer, value));
}

function putAnyValue(writer: Writer, value: AnyValue): void {
  const { arrayValue, kvlistValue } = value;
  if (value.stringValue !== undefined) writer.text(1, value.stringValue);
  else if (value.boolValue !== undefined) writer.varint(2, value.boolValue ? 1 : 0);
  else if (value.intValue !== undefined) writer.varint(3, BigInt(value.intValue));
  else if (value.doubleValue !== undefined) writer.double(4, Number(value.doubleValue));
  else if (value.bytesValue !== undefined) writer.bytes(7, Buffer.from(value.bytesValue, 'base64'));
  else if (arrayValue) writer.message(5, () => putList(writer, arrayValue.values, putAnyValue));
  else if (kvlistValue) writer.message(6, () => putList(writer, kvlistValue.values, putKeyValue));
}

function putList<T>(writer: Writer, values: T[] = [], put: (writer: Writer, value: T) => void): void {
  for (const value of values) writer.message(1, () => put(writer, value));
}

/** Hex, as OTLP/JSON has ids (OTLP specification, "JSON Protobuf Encoding"). Anything else becomes an invalid id. */
const id = (hex: string): Buffer => Buffer.from(/^[0-9a-f]*$/i.test(hex) ? hex : '', 'hex');
