/** A stored trace as Jaeger's own JSON has it (the `/api/traces` generation): what the Jaeger UI and Grafana read. */
import {
  type AnyValue,
  KINDS,
  type KeyValue,
  type OtlpSpan,
  STATUS_ERROR,
  STATUS_OK,
} from '../decode/otlp-types.ts';
import type { Store, StoredSpan } from '../store/store.ts';

export interface JaegerTag {
  key: string;
  type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  value: string | number | boolean;
}

export interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  references: { refType: 'CHILD_OF' | 'FOLLOWS_FROM'; traceID: string; spanID: string }[];
  /** µs since the epoch. */
  startTime: number;
  /** µs. */
  duration: number;
  tags: JaegerTag[];
  logs: { timestamp: number; fields: JaegerTag[] }[];
  processID: string;
  warnings: string[] | null;
}

export interface JaegerProcess {
  serviceName: string;
  tags: JaegerTag[];
}

export interface JaegerTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, JaegerProcess>;
  warnings: string[] | null;
}

export function toJaegerTrace(store: Store, slot: number): JaegerTrace {
  const processes = new Processes();
  const addresses = [...store.addressesOf(slot)].toReversed();
  const spans = addresses.map((address) => {
    const stored = store.decode(address);
    return toJaegerSpan(stored, processes.idOf(stored));
  });
  const partial = store.traces.partial[slot] === 1;
  return {
    traceID: store.traces.hexId(slot),
    spans,
    processes: processes.byId,
    warnings: partial ? ['This trace is partial: its oldest spans were evicted to make room.'] : null,
  };
}

/** Spans with the same resource share a process: p1, p2 and so on, in the order of appearance. */
class Processes {
  readonly byId: Record<string, JaegerProcess> = {};
  readonly #ids = new Map<string, string>();

  idOf({ service, resource }: StoredSpan): string {
    const tags = (resource.attributes ?? []).filter(({ key }) => key !== 'service.name').map(toTag);
    const key = JSON.stringify([service, tags]);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = `p${this.#ids.size + 1}`;
      this.#ids.set(key, id);
      this.byId[id] = { serviceName: service, tags };
    }
    return id;
  }
}

function toJaegerSpan({ span, scope, format }: StoredSpan, processID: string): JaegerSpan {
  const start = micros(span.startTimeUnixNano);
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    operationName: span.name,
    references: references(span),
    startTime: start,
    duration: Math.max(0, micros(span.endTimeUnixNano) - start),
    tags: [
      ...(span.attributes ?? []).map(toTag),
      ...(scope.name ? [text('otel.scope.name', scope.name)] : []),
      ...(scope.version ? [text('otel.scope.version', scope.version)] : []),
      ...(span.kind ? [text('span.kind', KINDS[span.kind] ?? 'unspecified')] : []),
      ...statusTags(span.status),
      ...(span.traceState ? [text('w3c.tracestate', span.traceState)] : []),
      text('internal.span.format', format),
    ],
    logs: (span.events ?? []).map((event) => ({
      timestamp: micros(event.timeUnixNano),
      fields: [text('event', event.name), ...(event.attributes ?? []).map(toTag)],
    })),
    processID,
    warnings: null,
  };
}

function references({ traceId, parentSpanId, links = [] }: OtlpSpan): JaegerSpan['references'] {
  const parent = parentSpanId && !/^0*$/.test(parentSpanId) ? parentSpanId : undefined;
  return [
    ...(parent ? [{ refType: 'CHILD_OF' as const, traceID: traceId, spanID: parent }] : []),
    ...links.map((link) => ({
      refType: 'FOLLOWS_FROM' as const,
      traceID: link.traceId,
      spanID: link.spanId,
    })),
  ];
}

function statusTags(status: OtlpSpan['status']): JaegerTag[] {
  const tags: JaegerTag[] = [];
  if (status?.code === STATUS_OK) tags.push(text('otel.status_code', 'OK'));
  if (status?.code === STATUS_ERROR) {
    tags.push(text('otel.status_code', 'ERROR'), { key: 'error', type: 'bool', value: true });
  }
  if (status?.message) tags.push(text('otel.status_description', status.message));
  return tags;
}

function toTag({ key, value = {} }: KeyValue): JaegerTag {
  if (value.boolValue !== undefined) return { key, type: 'bool', value: value.boolValue };
  if (value.intValue !== undefined) return { key, type: 'int64', value: Number(value.intValue) };
  if (value.doubleValue !== undefined) return { key, type: 'float64', value: value.doubleValue };
  if (value.bytesValue !== undefined) return { key, type: 'binary', value: value.bytesValue };
  return text(key, value.stringValue ?? JSON.stringify(plain(value)) ?? '');
}

/** A list or a map as plain JSON. */
function plain(value: AnyValue = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((pair) => [pair.key, plain(pair.value)]));
  }
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}

const text = (key: string, value: string): JaegerTag => ({ key, type: 'string', value });
const micros = (nanos: string): number => Number(BigInt(nanos) / 1_000n);
