/** OTLP/JSON (OTLP specification, "JSON Protobuf Encoding"), checked field by field, to OTLP in protobuf. */
import { encodeTraces } from './encode-otlp.ts';
import {
  type JsonObject,
  MalformedJson,
  parseJson,
  readInteger,
  readList,
  readObject,
  readText,
} from './json-reader.ts';
import { MAX_DEPTH } from './decode-span.ts';
import {
  type AnyValue,
  type KeyValue,
  KINDS,
  type OtlpSpan,
  type ResourceSpans,
  type Scope,
  type ScopeSpans,
  type SpanEvent,
  type SpanLink,
  type Status,
} from './otlp-types.ts';

export const fromOtlpJson = (text: string): Buffer => otlpFromJson(parseJson(text));

/** The same, of JSON that was parsed. */
export function otlpFromJson(json: unknown): Buffer {
  const { resourceSpans } = readObject(json, '');
  return encodeTraces({ resourceSpans: readList(resourceSpans, 'resourceSpans', readResourceSpans) });
}

function readResourceSpans(value: unknown, place: string): ResourceSpans {
  const { resource, scopeSpans } = readObject(value, place);
  return {
    ...(isThere(resource) && {
      resource: {
        attributes: readAttributes(readObject(resource, `${place}.resource`), `${place}.resource`),
      },
    }),
    scopeSpans: readList(scopeSpans, `${place}.scopeSpans`, readScopeSpans),
  };
}

function readScopeSpans(value: unknown, place: string): ScopeSpans {
  const { scope, spans } = readObject(value, place);
  return {
    ...(isThere(scope) && { scope: readScope(scope, `${place}.scope`) }),
    spans: readList(spans, `${place}.spans`, readSpan),
  };
}

function readScope(value: unknown, place: string): Scope {
  const scope = readObject(value, place);
  return {
    name: readText(scope.name, `${place}.name`),
    version: readText(scope.version, `${place}.version`),
    attributes: readAttributes(scope, place),
  };
}

function readSpan(value: unknown, place: string): OtlpSpan {
  const span = readObject(value, place);
  return {
    traceId: readText(span.traceId, `${place}.traceId`),
    spanId: readText(span.spanId, `${place}.spanId`),
    traceState: readText(span.traceState, `${place}.traceState`),
    parentSpanId: readText(span.parentSpanId, `${place}.parentSpanId`),
    flags: readCount(span.flags, `${place}.flags`),
    name: readText(span.name, `${place}.name`),
    kind: readEnum(span.kind, 'SPAN_KIND_', KINDS, `${place}.kind`),
    startTimeUnixNano: String(readInteger(span.startTimeUnixNano, `${place}.startTimeUnixNano`)),
    endTimeUnixNano: String(readInteger(span.endTimeUnixNano, `${place}.endTimeUnixNano`)),
    attributes: readAttributes(span, place),
    droppedAttributesCount: readCount(span.droppedAttributesCount, `${place}.droppedAttributesCount`),
    events: readList(span.events, `${place}.events`, readEvent),
    droppedEventsCount: readCount(span.droppedEventsCount, `${place}.droppedEventsCount`),
    links: readList(span.links, `${place}.links`, readLink),
    droppedLinksCount: readCount(span.droppedLinksCount, `${place}.droppedLinksCount`),
    ...(isThere(span.status) && { status: readStatus(span.status, `${place}.status`) }),
  };
}

function readEvent(value: unknown, place: string): SpanEvent {
  const event = readObject(value, place);
  return {
    timeUnixNano: String(readInteger(event.timeUnixNano, `${place}.timeUnixNano`)),
    name: readText(event.name, `${place}.name`),
    attributes: readAttributes(event, place),
    droppedAttributesCount: readCount(event.droppedAttributesCount, `${place}.droppedAttributesCount`),
  };
}

function readLink(value: unknown, place: string): SpanLink {
  const link = readObject(value, place);
  return {
    traceId: readText(link.traceId, `${place}.traceId`),
    spanId: readText(link.spanId, `${place}.spanId`),
    traceState: readText(link.traceState, `${place}.traceState`),
    attributes: readAttributes(link, place),
    droppedAttributesCount: readCount(link.droppedAttributesCount, `${place}.droppedAttributesCount`),
    flags: readCount(link.flags, `${place}.flags`),
  };
}

const STATUS_CODES = ['unset', 'ok', 'error'];

function readStatus(value: unknown, place: string): Status {
  const { message, code } = readObject(value, place);
  return {
    message: readText(message, `${place}.message`),
    code: readEnum(code, 'STATUS_CODE_', STATUS_CODES, `${place}.code`),
  };
}

const readAttributes = ({ attributes }: JsonObject, place: string): KeyValue[] =>
  readList(attributes, `${place}.attributes`, (pair, at) => readKeyValue(pair, at, 0));

function readKeyValue(pair: unknown, place: string, depth: number): KeyValue {
  const { key, value } = readObject(pair, place);
  return {
    key: readText(key, `${place}.key`),
    ...(isThere(value) && { value: readAnyValue(value, `${place}.value`, depth) }),
  };
}

function readAnyValue(json: unknown, place: string, depth: number): AnyValue {
  const value = readObject(json, place);
  if (depth > MAX_DEPTH) throw new MalformedJson(`${place} is nested too deep`);
  if (isThere(value.stringValue)) return { stringValue: readText(value.stringValue, `${place}.stringValue`) };
  if (isThere(value.boolValue)) return { boolValue: readBoolean(value.boolValue, `${place}.boolValue`) };
  if (isThere(value.intValue)) return { intValue: String(readInteger(value.intValue, `${place}.intValue`)) };
  if (isThere(value.doubleValue))
    return { doubleValue: readDouble(value.doubleValue, `${place}.doubleValue`) };
  if (isThere(value.bytesValue)) return { bytesValue: readText(value.bytesValue, `${place}.bytesValue`) };
  if (isThere(value.arrayValue)) {
    const { values } = readObject(value.arrayValue, `${place}.arrayValue`);
    const read = (each: unknown, at: string) => readAnyValue(each, at, depth + 1);
    return { arrayValue: { values: readList(values, `${place}.arrayValue.values`, read) } };
  }
  if (isThere(value.kvlistValue)) {
    const { values } = readObject(value.kvlistValue, `${place}.kvlistValue`);
    const read = (each: unknown, at: string) => readKeyValue(each, at, depth + 1);
    return { kvlistValue: { values: readList(values, `${place}.kvlistValue.values`, read) } };
  }
  return {};
}

function readBoolean(value: unknown, place: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new MalformedJson(`${place} is neither true nor false`);
}

/** Also in quotes, as the JSON mapping has NaN and Infinity. */
function readDouble(value: unknown, place: string): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && (!Number.isNaN(number) || value === 'NaN')) return number;
  throw new MalformedJson(`${place} is no number`);
}

/** An unsigned 32-bit number. */
function readCount(value: unknown, place: string): number {
  const count = readInteger(value, place);
  if (count < 0n || count > 0xff_ff_ff_ffn) throw new MalformedJson(`${place} is out of range`);
  return Number(count);
}

/** OTLP wants numbers for enums; some senders write protobuf's names all the same. */
function readEnum(value: unknown, prefix: string, names: readonly string[], place: string): number {
  if (typeof value !== 'string' || !value.startsWith(prefix)) return readCount(value, place);
  const code = names.indexOf(value.slice(prefix.length).toLowerCase());
  if (code < 0) throw new MalformedJson(`${place} is not known`);
  return code;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
