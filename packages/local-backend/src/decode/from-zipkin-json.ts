/** Zipkin v2 JSON (zipkin-api, zipkin2-api.yaml), checked field by field. */
import { MalformedJson, parseJson, readInteger, readList, readObject, readText } from './json-reader.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';

export const fromZipkinJson = (text: string): ZipkinSpan[] => toZipkinSpans(parseJson(text));

/** The same, of JSON that was parsed. */
export function toZipkinSpans(spans: unknown): ZipkinSpan[] {
  if (!Array.isArray(spans)) throw new MalformedJson('expected a list of Zipkin spans');
  return readList(spans, '', readSpan);
}

function readSpan(value: unknown, place: string): ZipkinSpan {
  const span = readObject(value, place);
  return {
    traceId: readText(span.traceId, `${place}.traceId`),
    id: readText(span.id, `${place}.id`),
    parentId: readText(span.parentId, `${place}.parentId`),
    name: readText(span.name, `${place}.name`),
    kind: readText(span.kind, `${place}.kind`),
    timestamp: readMicros(span.timestamp, `${place}.timestamp`),
    duration: readMicros(span.duration, `${place}.duration`),
    localEndpoint: readEndpoint(span.localEndpoint, `${place}.localEndpoint`),
    remoteEndpoint: readEndpoint(span.remoteEndpoint, `${place}.remoteEndpoint`),
    annotations: readList(span.annotations, `${place}.annotations`, readAnnotation),
    tags: readTags(span.tags, `${place}.tags`),
  };
}

/** Whole by specification; OpenTelemetry's exporter for JavaScript sends fractions all the same. */
const readMicros = (value: unknown, place: string): bigint =>
  readInteger(typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : value, place);

function readEndpoint(value: unknown, place: string): ZipkinEndpoint {
  const endpoint = readObject(value ?? {}, place);
  return {
    serviceName: readText(endpoint.serviceName, `${place}.serviceName`),
    ipv4: readText(endpoint.ipv4, `${place}.ipv4`),
    ipv6: readText(endpoint.ipv6, `${place}.ipv6`),
    port: Number(readInteger(endpoint.port, `${place}.port`)),
  };
}

function readAnnotation(value: unknown, place: string): ZipkinAnnotation {
  const annotation = readObject(value, place);
  return {
    timestamp: readMicros(annotation.timestamp, `${place}.timestamp`),
    value: readText(annotation.value, `${place}.value`),
  };
}

const readTags = (value: unknown, place: string): Map<string, string> =>
  new Map(
    Object.entries(readObject(value ?? {}, place)).map(([key, tag]) => [
      key,
      readText(tag, `${place}.${key}`),
    ]),
  );
