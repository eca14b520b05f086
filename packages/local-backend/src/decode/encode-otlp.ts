/** OTLP in JSON form to OTLP in protobuf: what comes as JSON or Zipkin is stored like everything else. */
import type {
  AnyValue,
  KeyValue,
  OtlpSpan,
  Resource,
  ResourceSpans,
  Scope,
  ScopeSpans,
  SpanEvent,
  SpanLink,
  TracesData,
} from './otlp-types.ts';
import { Writer } from './wire.ts';

export function encodeTraces({ resourceSpans = [] }: TracesData): Buffer {
  const writer = new Writer();
  for (const each of resourceSpans) writer.bytes(1, encodeResourceSpans(each));
  return writer.finish();
}

function encodeResourceSpans({ resource, scopeSpans = [] }: ResourceSpans): Buffer {
  const writer = new Writer();
  if (resource) writer.bytes(1, encodeResource(resource));
  for (const each of scopeSpans) writer.bytes(2, encodeScopeSpans(each));
  return writer.finish();
}

function encodeScopeSpans({ scope, spans = [] }: ScopeSpans): Buffer {
  const writer = new Writer();
  if (scope) writer.bytes(1, encodeScope(scope));
  for (const each of spans) writer.bytes(2, encodeSpan(each));
  return writer.finish();
}

const encodeResource = ({ attributes }: Resource): Buffer =>
  putAttributes(new Writer(), 1, attributes).finish();

function encodeScope({ name, version, attributes }: Scope): Buffer {
  const writer = new Writer();
  if (name) writer.bytes(1, name);
  if (version) writer.bytes(2, version);
  return putAttributes(writer, 3, attributes).finish();
}

function encodeSpan(span: OtlpSpan): Buffer {
  const writer = new Writer().bytes(1, id(span.traceId)).bytes(2, id(span.spanId));
  if (span.traceState) writer.bytes(3, span.traceState);
  if (span.parentSpanId) writer.bytes(4, id(span.parentSpanId));
  writer.bytes(5, span.name ?? '');
  if (span.kind) writer.varint(6, span.kind);
  writer.fixed64(7, BigInt(span.startTimeUnixNano ?? 0)).fixed64(8, BigInt(span.endTimeUnixNano ?? 0));
  putAttributes(writer, 9, span.attributes);
  if (span.droppedAttributesCount) writer.varint(10, span.droppedAttributesCount);
  for (const event of span.events ?? []) writer.bytes(11, encodeEvent(event));
  if (span.droppedEventsCount) writer.varint(12, span.droppedEventsCount);
  for (const link of span.links ?? []) writer.bytes(13, encodeLink(link));
  if (span.droppedLinksCount) writer.varint(14, span.droppedLinksCount);
  if (span.status) writer.bytes(15, encodeStatus(span.status));
  if (span.flags) writer.fixed32(16, span.flags);
  return writer.finish();
}

function encodeEvent(event: SpanEvent): Buffer {
  const writer = new Writer().fixed64(1, BigInt(event.timeUnixNano ?? 0)).bytes(2, event.name ?? '');
  return putAttributes(writer, 3, event.attributes).finish();
}

function encodeLink(link: SpanLink): Buffer {
  const writer = new Writer().bytes(1, id(link.traceId)).bytes(2, id(link.spanId));
  if (link.traceState) writer.bytes(3, link.traceState);
  putAttributes(writer, 4, link.attributes);
  if (link.flags) writer.fixed32(6, link.flags);
  return writer.finish();
}

function encodeStatus({ message, code }: NonNullable<OtlpSpan['status']>): Buffer {
  const writer = new Writer();
  if (message) writer.bytes(2, message);
  if (code) writer.varint(3, code);
  return writer.finish();
}

function putAttributes(writer: Writer, field: number, attributes: KeyValue[] = []): Writer {
  for (const attribute of attributes) writer.bytes(field, encodeKeyValue(attribute));
  return writer;
}

function encodeKeyValue({ key, value }: KeyValue): Buffer {
  const writer = new Writer().bytes(1, key);
  if (value) writer.bytes(2, encodeAnyValue(value));
  return writer.finish();
}

function encodeAnyValue(value: AnyValue): Buffer {
  const writer = new Writer();
  if (value.stringValue !== undefined) writer.bytes(1, value.stringValue);
  else if (value.boolValue !== undefined) writer.varint(2, value.boolValue ? 1 : 0);
  else if (value.intValue !== undefined) writer.varint(3, BigInt(value.intValue));
  else if (value.doubleValue !== undefined) writer.double(4, Number(value.doubleValue));
  else if (value.bytesValue !== undefined) writer.bytes(7, Buffer.from(value.bytesValue, 'base64'));
  else if (value.arrayValue) writer.bytes(5, encodeList(value.arrayValue.values, encodeAnyValue));
  else if (value.kvlistValue) writer.bytes(6, encodeList(value.kvlistValue.values, encodeKeyValue));
  return writer.finish();
}

function encodeList<T>(values: T[] = [], encode: (value: T) => Buffer): Buffer {
  const writer = new Writer();
  for (const value of values) writer.bytes(1, encode(value));
  return writer.finish();
}

/** Hex, as OTLP/JSON has ids (OTLP specification, "JSON Protobuf Encoding"). Anything else becomes an invalid id. */
const id = (hex: string | undefined): Buffer =>
  Buffer.from(/^[0-9a-f]*$/i.test(hex ?? '') ? (hex ?? '') : '', 'hex');
