/**
 * Zipkin spans as OTLP, by the rules of the OpenTelemetry specification ("OpenTelemetry to Zipkin Transformation")
 * read backwards. Its exporters put the resource's attributes on every span: here they go back into the resource.
 */
import {
  type KeyValue,
  KINDS,
  type OtlpSpan,
  type Scope,
  type SpanEvent,
  STATUS_ERROR,
  STATUS_OK,
  type Status,
  type TracesData,
} from './otlp-types.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';

/** A resource for each service and set of resource tags, a scope for each of its scopes. */
export function zipkinToOtlp(spans: ZipkinSpan[]): TracesData {
  const groups = new Map<string, { resource: KeyValue[]; scope: Scope; spans: OtlpSpan[] }>();
  for (const span of spans) {
    const { own, resource } = splitTags(span);
    const scope = { name: span.tags.get('otel.scope.name'), version: span.tags.get('otel.scope.version') };
    const key = JSON.stringify([resource, scope]);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { resource, scope, spans: [] }));
    group.spans.push(toOtlp(span, own));
  }
  return {
    resourceSpans: [...groups.values()].map(({ resource, scope, spans: members }) => ({
      resource: { attributes: resource },
      scopeSpans: [{ scope, spans: members }],
    })),
  };
}

function toOtlp(span: ZipkinSpan, attributes: KeyValue[]): OtlpSpan {
  const parent = span.parentId.padStart(16, '0');
  const spanId = span.id.padStart(16, '0');
  return {
    // Zipkin allows 64-bit trace ids and ids without their leading zeros.
    traceId: span.traceId.padStart(32, '0'),
    spanId,
    ...(span.parentId && parent !== spanId && { parentSpanId: parent }),
    name: span.name,
    kind: kindOf(span.kind),
    startTimeUnixNano: String(span.timestamp * 1_000n),
    endTimeUnixNano: String((span.timestamp + span.duration) * 1_000n),
    attributes: [
      ...attributes,
      ...endpointAttributes('network.local', span.localEndpoint),
      ...endpointAttributes('network.peer', span.remoteEndpoint),
      ...(span.remoteEndpoint.serviceName ? [text('peer.service', span.remoteEndpoint.serviceName)] : []),
    ],
    events: span.annotations.map(toEvent),
    ...statusOf(span.tags),
  };
}

/** An internal span has no kind in Zipkin. */
const kindOf = (kind: string): number =>
  Math.max(
    1,
    KINDS.findIndex((name) => name === kind.toLowerCase()),
  );

/** Zipkin's own clients fail a span with the tag `error`, whatever its text. */
function statusOf(tags: ReadonlyMap<string, string>): { status?: Status } {
  const error = tags.get('error');
  const code = tags.get('otel.status_code')?.toUpperCase();
  if (error === undefined && code !== 'ERROR') return code === 'OK' ? { status: { code: STATUS_OK } } : {};
  const reason = error === 'true' || error === undefined ? tags.get('otel.status_description') : error;
  return { status: { code: STATUS_ERROR, ...(reason && { message: reason }) } };
}

/** An event's attributes stand in the annotation: `"exception": {"exception.type": "Error"}`. */
function toEvent({ timestamp, value }: ZipkinAnnotation): SpanEvent {
  const timeUnixNano = String(timestamp * 1_000n);
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
  'service.name',
]);

function splitTags({ tags, localEndpoint }: ZipkinSpan): { own: KeyValue[]; resource: KeyValue[] } {
  const resource = localEndpoint.serviceName ? [text('service.name', localEndpoint.serviceName)] : [];
  const own: KeyValue[] = [];
  for (const [key, value] of tags) {
    if (!TRANSLATED.has(key)) (RESOURCE_TAG.test(key) ? resource : own).push(text(key, value));
  }
  return { own, resource };
}

function endpointAttributes(prefix: string, { ipv4, ipv6, port }: ZipkinEndpoint): KeyValue[] {
  const address = ipv4 || ipv6;
  return [
    ...(address ? [text(`${prefix}.address`, address)] : []),
    ...(port ? [{ key: `${prefix}.port`, value: { intValue: port } }] : []),
  ];
}

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
