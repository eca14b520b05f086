/** OTLP in JSON (OTLP specification, "JSON Protobuf Encoding"): ids in hex, enums as numbers, 64-bit numbers in quotes. */
import type { ShapeAttributes, ShapeSpan, ShapeValue } from '../shape/shape.ts';
import { JsonBuilder } from './json-part.ts';
import {
  byResource,
  type Encoding,
  isRemote,
  KIND,
  SAMPLED_LOCAL,
  SAMPLED_REMOTE,
  SCOPE,
  type Slice,
  STATUS,
} from './part.ts';

export const otlpJson: Encoding = {
  name: 'otlp-json',
  contentType: 'application/json',
  open: '{"resourceSpans":[',
  separator: ',',
  close: ']}',
  encode(slice: Slice) {
    const json = new JsonBuilder();
    let separator = '';
    for (const [resource, spans] of byResource(slice)) {
      const { service, attributes } = slice.resources[resource] ?? { service: '', attributes: [] };
      const all = attributesText([['service.name', service], ...attributes]);
      json.text(`${separator}{"resource":{"attributes":${all}},"scopeSpans":[{"scope":${scope},"spans":[`);
      for (const [position, [span, index]] of spans.entries()) {
        if (position > 0) json.text(',');
        putSpan(json, span, index, slice.earlierTraces);
      }
      json.text(']}]}');
      separator = ',';
    }
    return json.part(slice.spans.length);
  },
};

const scope = JSON.stringify(SCOPE);

function putSpan(json: JsonBuilder, span: ShapeSpan, index: number, earlierTraces: number): void {
  json.text('{"traceId":"').traceId().text('","spanId":"').spanId(index);
  if (span.parent >= 0) json.text('","parentSpanId":"').spanId(span.parent);
  json.text(`","name":${JSON.stringify(span.name)},"kind":${KIND[span.kind]},"startTimeUnixNano":"`);
  json
    .nanos(span.start)
    .text('","endTimeUnixNano":"')
    .nanos(span.start + span.duration)
    .text('"');
  if (span.attributes.length > 0) json.text(`,"attributes":${attributesText(span.attributes)}`);
  for (const [position, event] of span.events.entries()) {
    json.text(`${position === 0 ? ',"events":[' : ','}{"timeUnixNano":"`).nanos(event.at);
    json.text(`","name":${JSON.stringify(event.name)},"attributes":${attributesText(event.attributes)}}`);
  }
  if (span.events.length > 0) json.text(']');
  putLinks(json, span, earlierTraces);
  const { status, statusMessage } = span;
  if (status !== 'unset') {
    json.text(`,"status":${JSON.stringify({ message: statusMessage, code: STATUS[status] })}`);
  }
  json.text(`,"flags":${isRemote(span) ? SAMPLED_REMOTE : SAMPLED_LOCAL}}`);
}

function putLinks(json: JsonBuilder, { links }: ShapeSpan, earlierTraces: number): void {
  const known = links.filter(({ trace }) => -trace <= earlierTraces);
  for (const [position, { trace, span, attributes }] of known.entries()) {
    json.text(`${position === 0 ? ',"links":[' : ','}{"traceId":"`).traceId(-trace);
    json.text('","spanId":"').spanId(span, -trace);
    json.text(`","attributes":${attributesText(attributes)},"flags":${SAMPLED_LOCAL}}`);
  }
  if (known.length > 0) json.text(']');
}

const attributesText = (attributes: ShapeAttributes): string =>
  JSON.stringify(attributes.map(([key, value]) => ({ key, value: anyValue(value) })));

function anyValue(value: ShapeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map(anyValue) } };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
