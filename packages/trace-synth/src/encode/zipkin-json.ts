/**
 * Zipkin v2 JSON (zipkin-api, zipkin2-api.yaml), as OpenTelemetry's exporters write it (specification, "OpenTelemetry to
 * Zipkin Transformation"): resource and scope are tags of each span, events are annotations. Zipkin has no links.
 */
import type { ShapeAttributes, ShapeEvent, ShapeResource, ShapeSpan, ShapeValue } from '../shape/shape.ts';
import { JsonBuilder } from './json-part.ts';
import { type Encoding, SCOPE, type Slice } from './part.ts';

export const zipkinJson: Encoding = {
  name: 'zipkin-json',
  contentType: 'application/json',
  open: '[',
  separator: ',',
  close: ']',
  encode({ resources, spans, first }: Slice) {
    const json = new JsonBuilder();
    for (const [offset, span] of spans.entries()) {
      if (offset > 0) json.text(',');
      putSpan(json, span, first + offset, resources[span.resource] ?? { service: '', attributes: [] });
    }
    return json.part(spans.length);
  },
};

function putSpan(json: JsonBuilder, span: ShapeSpan, index: number, resource: ShapeResource): void {
  const { parent, name, kind, start, duration } = span;
  json.text('{"traceId":"').traceId().text('","id":"').spanId(index);
  if (parent >= 0) json.text('","parentId":"').spanId(parent);
  json.text(`","name":${JSON.stringify(name)},${kind === 'INTERNAL' ? '' : `"kind":"${kind}",`}"timestamp":`);
  json
    .micros(start)
    .text(',"duration":')
    .duration(start, start + duration);
  json.text(`,"localEndpoint":{"serviceName":${JSON.stringify(resource.service)}}`);
  const peer = span.attributes.find(([key]) => key === 'peer.service' || key === 'service.peer.name')?.[1];
  if (peer !== undefined) json.text(`,"remoteEndpoint":{"serviceName":${JSON.stringify(tagText(peer))}}`);
  for (const [position, event] of span.events.entries()) {
    json.text(`${position === 0 ? ',"annotations":[' : ','}{"timestamp":`).micros(event.at);
    json.text(`,"value":${JSON.stringify(annotation(event))}}`);
  }
  if (span.events.length > 0) json.text(']');
  json.text(`,"tags":${JSON.stringify(tagsOf(span, resource))}}`);
}

function tagsOf({ status, statusMessage, attributes }: ShapeSpan, resource: ShapeResource) {
  const tags = texts([...resource.attributes, ...attributes]);
  if (status === 'error') tags['error'] = statusMessage || 'true';
  if (status !== 'unset') tags['otel.status_code'] = status.toUpperCase();
  tags['otel.scope.name'] = SCOPE.name;
  tags['otel.scope.version'] = SCOPE.version;
  return tags;
}

/** `"exception": {"exception.type": "Error"}` */
const annotation = ({ name, attributes }: ShapeEvent): string =>
  attributes.length === 0 ? name : `"${name}": ${JSON.stringify(texts(attributes))}`;

const texts = (attributes: ShapeAttributes): Record<string, string> =>
  Object.fromEntries(attributes.map(([key, value]) => [key, tagText(value)]));

const tagText = (value: ShapeValue): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
