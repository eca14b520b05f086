/**
 * Zipkin v2 spans (zipkin-api, zipkin2-api.yaml and zipkin.proto) to OTLP, by the rules of the OpenTelemetry
 * specification, "OpenTelemetry to Zipkin Transformation", read backwards.
 */
import { encodeTraces } from './encode-otlp.ts';
import { MalformedJson, parseJson } from './from-otlp-json.ts';
import {
  type KeyValue,
  KINDS,
  type OtlpSpan,
  type ResourceSpans,
  STATUS_ERROR,
  STATUS_OK,
} from './otlp-types.ts';

export interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name?: string;
  kind?: string;
  /** µs since the epoch. */
  timestamp?: number;
  /** µs. */
  duration?: number;
  localEndpoint?: ZipkinEndpoint;
  remoteEndpoint?: ZipkinEndpoint;
  annotations?: { timestamp: number; value: string }[];
  tags?: Record<string, string>;
  shared?: boolean;
}

export interface ZipkinEndpoint {
  serviceName?: string;
  ipv4?: string;
  ipv6?: string;
  port?: number;
}

export function fromZipkinJson(text: string): Buffer {
  const spans = parseJson(text);
  if (!Array.isArray(spans)) throw new MalformedJson('expected a list of Zipkin spans');
  try {
    return fromZipkinSpans(spans as ZipkinSpan[]);
  } catch (error) {
    throw new MalformedJson((error as Error).message);
  }
}

/** A resource for each service and set of resource tags: exporters of OpenTelemetry put the resource on every span. */
export function fromZipkinSpans(spans: ZipkinSpan[]): Buffer {
  const resources = new Map<string, ResourceSpans>();
  for (const span of spans) {
    const { own, resource } = splitTags(span);
    const key = JSON.stringify(resource);
    let resourceSpans = resources.get(key);
    if (!resourceSpans) {
      resourceSpans = { resource: { attributes: resource }, scopeSpans: [] };
      resources.set(key, resourceSpans);
    }
    const scope = { name: span.tags?.['otel.scope.name'], version: span.tags?.['otel.scope.version'] };
    resourceSpans.scopeSpans?.push({ scope, spans: [toOtlp(span, own)] });
  }
  return encodeTraces({ resourceSpans: [...resources.values()] });
}

function toOtlp(span: ZipkinSpan, attributes: KeyValue[]): OtlpSpan {
  const start = BigInt(Math.round((span.timestamp ?? 0) * 1_000));
  return {
    traceId: span.traceId.padStart(32, '0'),
    spanId: span.id.padStart(16, '0'),
    parentSpanId: span.parentId?.padStart(16, '0'),
    name: span.name ?? '',
    kind: Math.max(1, KINDS.indexOf((span.kind ?? 'internal').toLowerCase() as (typeof KINDS)[number])),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(Math.round((span.duration ?? 0) * 1_000))),
    attributes: [...attributes, ...remoteAttributes(span.remoteEndpoint)],
    events: span.annotations?.map(({ timestamp, value }) => toEvent(timestamp, value)),
    status: statusOf(span.tags),
  };
}

/** `error` holds the message, or an old tracer's `true`. */
function statusOf(tags: Record<string, string> = {}): OtlpSpan['status'] {
  const { error, 'otel.status_code': code } = tags;
  if (error === undefined && code !== 'ERROR') return code === 'OK' ? { code: STATUS_OK } : undefined;
  return { code: STATUS_ERROR, message: error === undefined || error === 'true' ? '' : error };
}

/** The exporters write an event's attributes into the annotation: `"exception": {"exception.type": "Error"}`. */
function toEvent(
  timestamp: number,
  value: string,
): { timeUnixNano: string; name: string; attributes?: KeyValue[] } {
  const timeUnixNano = String(BigInt(Math.round(timestamp * 1_000)));
  const [, name, json] = /^"?([^":]+)"?: (\{.*\})$/s.exec(value) ?? [];
  if (name === undefined || json === undefined) return { timeUnixNano, name: value };
  try {
    const attributes = JSON.parse(json) as Record<string, unknown>;
    const pairs = Object.entries(attributes).map(([key, each]) => text(key, String(each)));
    return { timeUnixNano, name, attributes: pairs };
  } catch {
    return { timeUnixNano, name: value };
  }
}

/** Attributes that describe who sends, by the semantic conventions for resources. */
const RESOURCE_TAG = /^(service|telemetry|host|os|process|k8s|container|cloud|deployment|faas)\./;
/** Said elsewhere in the span. */
const TRANSLATED = new Set([
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
]);

function splitTags({ tags = {}, localEndpoint }: ZipkinSpan): { own: KeyValue[]; resource: KeyValue[] } {
  const resource = [text('service.name', localEndpoint?.serviceName || 'unknown_service')];
  const own: KeyValue[] = [];
  for (const [key, value] of Object.entries(tags)) {
    if (key === 'service.name' || TRANSLATED.has(key)) continue;
    (RESOURCE_TAG.test(key) ? resource : own).push(text(key, String(value)));
  }
  return { own, resource };
}

function remoteAttributes(remote: ZipkinEndpoint | undefined): KeyValue[] {
  const attributes: KeyValue[] = [];
  if (remote?.serviceName) attributes.push(text('peer.service', remote.serviceName));
  const address = remote?.ipv4 ?? remote?.ipv6;
  if (address) attributes.push(text('network.peer.address', address));
  if (remote?.port) attributes.push({ key: 'network.peer.port', value: { intValue: remote.port } });
  return attributes;
}

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
