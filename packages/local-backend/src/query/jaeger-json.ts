/**
 * A stored trace as Jaeger's own JSON has it (the `/api/traces` generation): what the Jaeger UI and Grafana read.
 * Source: jaegertracing/jaeger v2.13, internal/uimodel, and the Collector's pkg/translator/jaeger.
 */
import { type KeyValue, KINDS, type OtlpSpan, STATUS_ERROR, STATUS_OK } from '../decode/otlp-types.ts';
import { attributeText, compareText } from '../store/attribute-text.ts';
import type { Store, StoredSpan } from '../store/store.ts';
import { type HowToShow, traceSpans } from './trace-spans.ts';

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

export function toJaegerTrace(store: Store, slot: number, how?: HowToShow): JaegerTrace {
  const processes = new Processes();
  const isPartial = store.traces.partial[slot] === 1;
  return {
    traceID: shortId(store.traces.hexId(slot)),
    spans: traceSpans(store, slot, how).map((stored) => toJaegerSpan(stored, processes.idOf(stored))),
    processes: processes.byId,
    warnings: isPartial ? ['This trace is partial: its oldest spans were evicted to make room.'] : null,
  };
}

/** Spans with the same resource share a process: p1, p2 and so on, in the order of appearance. */
class Processes {
  readonly byId: Record<string, JaegerProcess> = {};
  readonly #ids = new Map<string, string>();

  idOf({ service, resource }: StoredSpan): string {
    const tags = toTags(resource.attributes?.filter(({ key }) => key !== 'service.name'));
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
  const nanoseconds = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
  const kind = span.kind === 0 ? undefined : KINDS[span.kind ?? 0];
  return {
    traceID: shortId(span.traceId),
    spanID: span.spanId,
    operationName: span.name,
    references: references(span),
    startTime: micros(span.startTimeUnixNano),
    duration: nanoseconds < 0n ? 0 : Number(nanoseconds / 1_000n),
    tags: sorted([
      ...(span.attributes ?? []).map(toTag),
      ...(scope.name ? [text('otel.scope.name', scope.name)] : []),
      ...(scope.version ? [text('otel.scope.version', scope.version)] : []),
      ...(kind && kind !== 'unspecified' ? [text('span.kind', kind)] : []),
      ...statusTags(span.status),
      ...(span.traceState ? [text('w3c.tracestate', span.traceState)] : []),
      text('internal.span.format', format),
    ]),
    logs: (span.events ?? []).map((event) => ({
      timestamp: micros(event.timeUnixNano),
      fields: logFields(event.name, event.attributes),
    })),
    processID,
    warnings: nanoseconds < 0n ? ['This span ends before it begins: its duration is shown as 0.'] : null,
  };
}

/** The parent first, then the links. */
function references({ traceId, parentSpanId, links = [] }: OtlpSpan): JaegerSpan['references'] {
  const parent = parentSpanId && !/^0*$/.test(parentSpanId) ? parentSpanId : undefined;
  return [
    ...(parent ? [{ refType: 'CHILD_OF' as const, traceID: shortId(traceId), spanID: parent }] : []),
    ...links
      .filter((link) => !/^0*$/.test(link.traceId))
      .map((link) => ({
        refType: refType(link.attributes),
        traceID: shortId(link.traceId),
        spanID: link.spanId,
      })),
  ];
}

/** OpenTracing's bridges say what a link was. */
function refType(attributes: KeyValue[] = []): 'CHILD_OF' | 'FOLLOWS_FROM' {
  const type = attributes.find(({ key }) => key === 'opentracing.ref_type')?.value?.stringValue;
  return type === 'child_of' ? 'CHILD_OF' : 'FOLLOWS_FROM';
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

/** The event's name comes first, as the field `event`; an attribute of this name has precedence. */
function logFields(name: string, attributes: KeyValue[] = []): JaegerTag[] {
  const fields = toTags(attributes);
  const event = fields.find(({ key, type }) => key === 'event' && type === 'string');
  if (event) return [event, ...fields.filter((field) => field !== event)];
  return name && !fields.some(({ key }) => key === 'event') ? [text('event', name), ...fields] : fields;
}

const toTags = (attributes: KeyValue[] = []): JaegerTag[] => sorted(attributes.map(toTag));
const sorted = (tags: JaegerTag[]): JaegerTag[] => tags.toSorted((a, b) => compareText(a.key, b.key));

function toTag({ key, value = {} }: KeyValue): JaegerTag {
  if (value.boolValue !== undefined) return { key, type: 'bool', value: value.boolValue };
  if (value.intValue !== undefined) return { key, type: 'int64', value: int64(value.intValue) };
  if (value.doubleValue !== undefined) return { key, type: 'float64', value: value.doubleValue };
  if (value.bytesValue !== undefined) return { key, type: 'binary', value: value.bytesValue };
  return text(key, attributeText(value));
}

/** As text where JavaScript's numbers could not hold it. */
const int64 = (value: string | number): string | number =>
  Number.isSafeInteger(Number(value)) ? Number(value) : String(value);

/** Jaeger leaves out the upper half of a trace id where it is zero. */
export const shortId = (traceId: string): string => traceId.replace(/^0{16}(?=.{16}$)/, '');
const text = (key: string, value: string): JaegerTag => ({ key, type: 'string', value });
const micros = (nanos: string): number => Number(BigInt(nanos) / 1_000n);
