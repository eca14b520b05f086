/**
 * OTLP in protobuf (opentelemetry-proto, trace/v1, common/v1, resource/v1): a ResourceSpans for each resource. Requests
 * with one repeated field concatenate, so any number of parts is one request.
 */
import type { ShapeAttributes, ShapeEvent, ShapeLink, ShapeSpan, ShapeValue } from '../shape/shape.ts';
import { BackwardsWriter } from './backwards-writer.ts';
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
import { ProtobufPart, ProtobufPlaces } from './protobuf-part.ts';

export const otlpProtobuf: Encoding = {
  name: 'otlp-protobuf',
  contentType: 'application/x-protobuf',
  open: '',
  separator: '',
  close: '',
  encode: (slice) => new Encoder(slice).encode(),
};

/** Used again: it has grown to what shapes need. */
const writer = new BackwardsWriter();

/** Everything is written last to first. */
class Encoder {
  readonly #slice: Slice;
  /** Where things begin, as distances from the end until the whole length is known. */
  readonly #spans: { fromEnd: number; span: ShapeSpan; index: number }[] = [];
  readonly #events: { fromEnd: number; at: number }[] = [];
  readonly #links: { fromEnd: number; link: ShapeLink }[] = [];

  constructor(slice: Slice) {
    this.#slice = slice;
  }

  encode(): ProtobufPart {
    writer.reset();
    for (const [resource, spans] of byResource(this.#slice)) {
      const before = writer.length;
      for (const [span, index] of spans.toReversed()) this.#putSpan(span, index);
      const beforeScope = writer.length;
      writer.text(2, SCOPE.version);
      writer.text(1, SCOPE.name);
      writer.message(1, beforeScope);
      writer.message(2, before);
      const beforeResource = writer.length;
      const { service, attributes } = this.#slice.resources[resource] ?? { service: '', attributes: [] };
      putAttributes(1, [['service.name', service], ...attributes]);
      writer.message(1, beforeResource);
      writer.message(1, before);
    }
    return this.#finish();
  }

  #putSpan(span: ShapeSpan, index: number): void {
    const before = writer.length;
    writer.fixed32(16, isRemote(span) ? SAMPLED_REMOTE : SAMPLED_LOCAL);
    if (span.status !== 'unset') {
      const beforeStatus = writer.length;
      writer.varint(3, STATUS[span.status]);
      if (span.statusMessage) writer.text(2, span.statusMessage);
      writer.message(15, beforeStatus);
    }
    for (const link of span.links.toReversed()) this.#putLink(link);
    for (const event of span.events.toReversed()) this.#putEvent(event);
    putAttributes(9, span.attributes);
    writer.varint(6, KIND[span.kind]);
    writer.text(5, span.name);
    putHead(span.parent >= 0);
    this.#spans.push({ fromEnd: writer.length, span, index });
    writer.message(2, before);
  }

  #putEvent({ name, at, attributes }: ShapeEvent): void {
    const before = writer.length;
    putAttributes(3, attributes);
    writer.text(2, name);
    writer.room(8);
    this.#events.push({ fromEnd: writer.length, at });
    writer.byte((1 << 3) | 1);
    writer.message(11, before);
  }

  #putLink(link: ShapeLink): void {
    if (-link.trace > this.#slice.earlierTraces) return;
    const before = writer.length;
    writer.fixed32(6, SAMPLED_LOCAL);
    putAttributes(4, link.attributes);
    putId(2, 8);
    putId(1, 16);
    this.#links.push({ fromEnd: writer.length, link });
    writer.message(13, before);
  }

  #finish(): ProtobufPart {
    const { length } = writer;
    const places = new ProtobufPlaces(this.#spans.length, this.#events.length, this.#links.length);
    for (const [i, { fromEnd, span, index }] of this.#spans.entries()) {
      places.spanAt[i] = length - fromEnd;
      places.index[i] = index;
      places.parent[i] = span.parent;
      places.start[i] = span.start;
      places.end[i] = span.start + span.duration;
    }
    for (const [i, { fromEnd, at }] of this.#events.entries()) {
      places.eventAt[i] = length - fromEnd;
      places.eventTime[i] = at;
    }
    for (const [i, { fromEnd, link }] of this.#links.entries()) {
      places.linkAt[i] = length - fromEnd;
      places.linkBack[i] = -link.trace;
      places.linkSpan[i] = link.span;
    }
    return new ProtobufPart(writer.copy(), places);
  }
}

/** What every span begins with: all that is patched, so that one place finds it all. Fields may come in any order. */
function putHead(hasParent: boolean): void {
  if (hasParent) putId(4, 8);
  for (const field of [8, 7]) {
    writer.room(8);
    writer.byte((field << 3) | 1);
  }
  putId(2, 8);
  putId(1, 16);
}

function putId(field: number, size: number): void {
  writer.room(size);
  writer.byte(size);
  writer.byte((field << 3) | 2);
}

function putAttributes(field: number, attributes: ShapeAttributes): void {
  for (let index = attributes.length - 1; index >= 0; index--) {
    const [key, value] = attributes[index] as ShapeAttributes[number];
    const before = writer.length;
    putValue(value);
    writer.message(2, before);
    writer.text(1, key);
    writer.message(field, before);
  }
}

function putValue(value: ShapeValue): void {
  if (typeof value === 'string') return writer.text(1, value);
  if (typeof value === 'boolean') return writer.varint(2, value ? 1 : 0);
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? writer.varint(3, value) : writer.double(4, value);
  }
  const before = writer.length;
  for (const each of value.toReversed()) {
    const beforeItem = writer.length;
    putValue(each);
    writer.message(1, beforeItem);
  }
  writer.message(5, before);
}
