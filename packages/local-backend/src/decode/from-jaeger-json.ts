/**
 * Jaeger's own JSON, as `/api/traces` answers and the Jaeger UI saves it, to OTLP: `jaeger-json.ts` read backwards.
 * Source: jaegertracing/jaeger v2.13, internal/uimodel/model.go.
 */
import {
  type JsonObject,
  MalformedJson,
  readInteger,
  readList,
  readObject,
  readText,
} from './json-reader.ts';
import {
  type AnyValue,
  type KeyValue,
  KINDS,
  type OtlpSpan,
  type ResourceSpans,
  type SpanEvent,
  type SpanLink,
  STATUS_ERROR,
  STATUS_OK,
  type TracesData,
} from './otlp-types.ts';

/** @param document `{ data: [trace] }`. Throws MalformedJson. */
export function fromJaegerJson(document: JsonObject): TracesData {
  return { resourceSpans: readList(document.data, 'data', readTrace).flat() };
}

function readTrace(value: unknown, place: string): ResourceSpans[] {
  const trace = readObject(value, place);
  const processes = readObject(trace.processes ?? {}, `${place}.processes`);
  const groups = new Map<string, { process: unknown; at: string; spans: OtlpSpan[] }>();
  readList(trace.spans, `${place}.spans`, (each, at) => {
    const span = readObject(each, at);
    const id = readText(span.processID, `${at}.processID`);
    let group = groups.get(id);
    if (!group) {
      const process = Object.hasOwn(processes, id) ? processes[id] : (span.process ?? {});
      groups.set(id, (group = { process, at: `${place}.processes.${id}`, spans: [] }));
    }
    group.spans.push(readSpan(span, at));
  });
  return [...groups.values()].map(({ process, at, spans }) => ({
    resource: { attributes: readProcess(readObject(process, at), at) },
    scopeSpans: [{ spans }],
  }));
}

function readProcess({ serviceName, tags }: JsonObject, place: string): KeyValue[] {
  const name = readText(serviceName, `${place}.serviceName`);
  return [
    ...(name ? [{ key: 'service.name', value: { stringValue: name } }] : []),
    ...readList(tags, `${place}.tags`, readTag),
  ];
}

/** OpenTelemetry's kind, status and so on, which Jaeger writes as tags. */
const BECAME_FIELDS = new Set([
  'span.kind',
  'otel.status_code',
  'otel.status_description',
  'error',
  'w3c.tracestate',
]);

function readSpan(span: JsonObject, place: string): OtlpSpan {
  const traceId = readText(span.traceID, `${place}.traceID`).padStart(32, '0').toLowerCase();
  const start = micros(span.startTime, `${place}.startTime`);
  const duration = micros(span.duration, `${place}.duration`);
  const tags = readList(span.tags, `${place}.tags`, readTag);
  const tag = (key: string): string => textOf(tags.find((each) => each.key === key)?.value);
  const { parentSpanId, links } = readReferences(span, traceId, place);
  const error = tag('error');
  const code = tag('otel.status_code');
  const failed = code === 'ERROR' || (error !== '' && error !== 'false');
  const message = tag('otel.status_description') || (failed && error !== 'true' ? error : '');
  return {
    traceId,
    spanId: readText(span.spanID, `${place}.spanID`).padStart(16, '0').toLowerCase(),
    ...(parentSpanId && { parentSpanId }),
    name: readText(span.operationName, `${place}.operationName`),
    kind: Math.max(
      0,
      KINDS.findIndex((kind) => kind === tag('span.kind')),
    ),
    startTimeUnixNano: String(start * 1_000n),
    endTimeUnixNano: String((start + duration) * 1_000n),
    traceState: tag('w3c.tracestate'),
    status: { code: failed ? STATUS_ERROR : code === 'OK' ? STATUS_OK : 0, message },
    attributes: tags.filter(({ key }) => !BECAME_FIELDS.has(key)),
    events: readList(span.logs, `${place}.logs`, readLog),
    links,
  };
}

/** The first reference within the trace is the parent, a CHILD_OF before others; the rest are links. */
function readReferences(
  span: JsonObject,
  traceId: string,
  place: string,
): { parentSpanId?: string; links: SpanLink[] } {
  const references = readList(span.references, `${place}.references`, (each, at) => {
    const reference = readObject(each, at);
    return {
      isChild: readText(reference.refType, `${at}.refType`) === 'CHILD_OF',
      traceId: readText(reference.traceID, `${at}.traceID`).padStart(32, '0').toLowerCase(),
      spanId: readText(reference.spanID, `${at}.spanID`).padStart(16, '0').toLowerCase(),
    };
  });
  const inTrace = references.filter((each) => each.traceId === traceId);
  const child = inTrace.find(({ isChild }) => isChild);
  return {
    parentSpanId: (child ?? inTrace[0])?.spanId,
    links: references
      .filter((each) => each !== child)
      .map((each) => ({ traceId: each.traceId, spanId: each.spanId })),
  };
}

function readLog(value: unknown, place: string): SpanEvent {
  const log = readObject(value, place);
  const fields = readList(log.fields, `${place}.fields`, readTag);
  const name = fields.find(({ key }) => key === 'event');
  return {
    timeUnixNano: String(micros(log.timestamp, `${place}.timestamp`) * 1_000n),
    name: textOf(name?.value),
    attributes: fields.filter((field) => field !== name),
  };
}

function readTag(value: unknown, place: string): KeyValue {
  const tag = readObject(value, place);
  const key = readText(tag.key, `${place}.key`);
  return { key, value: typedValue(readText(tag.type, `${place}.type`).toLowerCase(), tag.value, place) };
}

function typedValue(type: string, value: unknown, place: string): AnyValue {
  if (value === undefined || value === null) return { stringValue: '' };
  if (type === 'int64') return { intValue: String(readInteger(value, `${place}.value`)) };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  const text = readText(value, `${place}.value`);
  if (type === 'bool') return { boolValue: text === 'true' };
  if (type === 'float64') return { doubleValue: Number(text) };
  return type === 'binary' ? { bytesValue: text } : { stringValue: text };
}

const textOf = ({ stringValue, boolValue, intValue, doubleValue }: AnyValue = {}): string =>
  String(stringValue ?? boolValue ?? intValue ?? doubleValue ?? '');

/** Whole and not negative: what a span's times can be. */
function micros(value: unknown, place: string): bigint {
  const time = readInteger(typeof value === 'number' ? Math.floor(value) : value, place);
  if (time < 0n) throw new MalformedJson(`${place} is negative`);
  return time;
}
