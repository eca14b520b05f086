/** Searches spans by what the index holds, and decodes only those that may have the tags. */
import type { KeyValue } from '../decode/otlp-types.ts';
import { fingerprint } from './fingerprint.ts';
import { addressOf, ERROR_FLAG, FORMATS, KIND_BITS, kindOf, OK_FLAG, type Segment } from './segment.ts';
import type { Store } from './store.ts';
import { varintBytes } from '../decode/wire.ts';

export interface Search {
  /** All services if absent. */
  service?: string;
  operation?: string;
  /** All of them must be on one span or its resource. */
  tags?: Record<string, string>;
  /** µs. */
  minDuration?: number;
  maxDuration?: number;
  /** µs since the epoch; of the span's start. */
  startMin?: number;
  startMax?: number;
  limit: number;
}

/** The slots of the traces in which one span fits, those that arrived last first. */
export function search(store: Store, wanted: Search): number[] {
  const service = wanted.service === undefined ? -1 : store.findService(wanted.service);
  if (wanted.service !== undefined && service < 0) return [];
  const tags = Object.entries(wanted.tags ?? {}).map(([key, value]) => new Tag(key, value));
  const found = new Set<number>();
  for (const segment of store.segments.toReversed()) {
    if (segment.maxStart < (wanted.startMin ?? -Infinity) || segment.minStart > (wanted.startMax ?? Infinity))
      continue;
    searchSegment(store, segment, wanted, service, tags, found);
    if (found.size >= wanted.limit) break;
  }
  return [...found];
}

function searchSegment(
  store: Store,
  segment: Segment,
  wanted: Search,
  service: number,
  tags: Tag[],
  found: Set<number>,
): void {
  const name = wanted.operation === undefined ? -1 : segment.findName(wanted.operation);
  if (wanted.operation !== undefined && name < 0) return;
  const {
    minDuration = 0,
    maxDuration = Infinity,
    startMin = -Infinity,
    startMax = Infinity,
    limit,
  } = wanted;
  for (let row = segment.count - 1; row >= 0; row--) {
    if (service >= 0 && segment.service[row] !== service) continue;
    if (name >= 0 && segment.name[row] !== name) continue;
    const duration = segment.duration[row] as number;
    if (duration < minDuration || duration > maxDuration) continue;
    const start = segment.start[row] as number;
    if (start < startMin || start > startMax) continue;
    const slot = segment.slot[row] as number;
    if (found.has(slot)) continue;
    if (tags.length > 0 && !hasTags(store, segment, row, tags)) continue;
    found.add(slot);
    if (found.size >= limit) return;
  }
}

function hasTags(store: Store, segment: Segment, row: number, tags: Tag[]): boolean {
  const unsure: Tag[] = [];
  for (const tag of tags) {
    const known = tag.inIndex(segment, row);
    if (known === false) return false;
    if (known === undefined) unsure.push(tag);
  }
  if (unsure.length === 0) return true;
  const { span, resource, scope } = store.decode(addressOf(segment.sequence, row));
  const events = span.events?.flatMap(({ attributes = [] }) => attributes) ?? [];
  const attributes = [...(span.attributes ?? []), ...(resource.attributes ?? []), ...events];
  return unsure.every((tag) => tag.isIn(attributes) || tag.isScope(scope.name, scope.version));
}

/** A tag that is searched for, as Jaeger has it: key and value in text, whatever the attribute's type. */
class Tag {
  readonly key: string;
  readonly value: string;
  readonly #bits: number[];

  constructor(key: string, value: string) {
    this.key = key;
    this.value = value;
    this.#bits = possibleBits(key, value);
  }

  /** Whether the index says that the span has it, has it not, or does not know. */
  inIndex(segment: Segment, row: number): boolean | undefined {
    const flags = segment.flags[row] as number;
    const context = segment.contexts[segment.context[row] as number];
    switch (this.key) {
      case 'error':
        if (flags & ERROR_FLAG) return this.value === 'true';
        break;
      case 'span.kind':
        return kindOf(flags) === this.value && (flags & KIND_BITS) !== 0;
      case 'otel.status_code':
        return this.value === (flags & ERROR_FLAG ? 'ERROR' : flags & OK_FLAG ? 'OK' : '');
      case 'internal.span.format':
        return FORMATS[context?.format ?? 0] === this.value;
      case 'otel.scope.name':
      case 'otel.scope.version':
      case 'otel.status_description':
        return undefined;
      default:
    }
    const low = (segment.bits0[row] as number) | (context?.bits0 ?? 0);
    const high = (segment.bits1[row] as number) | (context?.bits1 ?? 0);
    const possible = this.#bits.some((bit) => ((bit < 32 ? low >>> bit : high >>> (bit - 32)) & 1) === 1);
    return possible ? undefined : false;
  }

  isIn(attributes: KeyValue[]): boolean {
    return attributes.some(({ key, value }) => key === this.key && textOf(value) === this.value);
  }

  isScope(name: string | undefined, version: string | undefined): boolean {
    return (
      (this.key === 'otel.scope.name' && name === this.value) ||
      (this.key === 'otel.scope.version' && version === this.value)
    );
  }
}

/** The text by which Jaeger finds an attribute. */
function textOf(value: KeyValue['value']): string | undefined {
  const { stringValue, boolValue, intValue, doubleValue } = value ?? {};
  return stringValue ?? (boolValue ?? intValue ?? doubleValue)?.toString();
}

/** The fingerprints of the attribute, for each type that its text may stand for. */
function possibleBits(key: string, value: string): number[] {
  const text = Buffer.from(value);
  const values = [Buffer.concat([Buffer.of(0x0a), varintBytes(text.length), text])];
  if (value === 'true' || value === 'false') values.push(Buffer.of(0x10, value === 'true' ? 1 : 0));
  if (/^-?\d{1,19}$/.test(value)) values.push(Buffer.concat([Buffer.of(0x18), varintBytes(BigInt(value))]));
  if (value.trim() !== '' && Number.isFinite(Number(value))) {
    const double = Buffer.alloc(9, 0x21);
    double.writeDoubleLE(Number(value), 1);
    values.push(double);
  }
  const name = Buffer.from(key);
  return values.map((each) => {
    const bytes = Buffer.concat([name, each]);
    return fingerprint(bytes, 0, name.length, name.length, bytes.length);
  });
}
