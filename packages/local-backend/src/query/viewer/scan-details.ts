/**
 * What the skeleton has of a span beyond the index: its events' times and names, its links, and the format of the
 * context it came with. The raw span is scanned for these fields alone.
 */
import { decodeAnyValue } from '../../decode/decode-span.ts';
import { BYTES, FIXED64, Reader } from '../../decode/wire.ts';
import { attributeText } from '../../store/attribute-text.ts';
import { rowOf } from '../../store/segment.ts';
import type { Store } from '../../store/store.ts';

export interface ScannedDetails {
  events: { timeUnixNano: bigint; name: string }[];
  links: { traceId: string; spanId: string }[];
  /** '' if the span does not say. */
  contextFormat: string;
  backwards: boolean;
}

const FIELD_1_BYTES = (1 << 3) | BYTES;
const FIELD_2_BYTES = (2 << 3) | BYTES;
const START = (7 << 3) | FIXED64;
const END = (8 << 3) | FIXED64;
const ATTRIBUTE = (9 << 3) | BYTES;
const EVENT = (11 << 3) | BYTES;
const EVENT_TIME = (1 << 3) | FIXED64;
const LINK = (13 << 3) | BYTES;
const CONTEXT_FORMAT = Buffer.from('demo.propagation.format');

export function scanDetails(store: Store, address: number): ScannedDetails {
  const found: ScannedDetails = { events: [], links: [], contextFormat: '', backwards: false };
  const segment = store.segmentOf(address);
  if (!segment) return found;
  const row = rowOf(address);
  const from = segment.offset[row] as number;
  const reader = new Reader(segment.raw, from, from + (segment.length[row] as number));
  let start = 0n;
  let end = 0n;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === START || tag === END) {
      const at = reader.fixed64();
      // Only a duration of 0 may be the time of a clock that was set back.
      if (segment.duration[row] !== 0) continue;
      if (tag === START) start = reader.bytes.readBigUInt64LE(at);
      else end = reader.bytes.readBigUInt64LE(at);
    } else if (tag === ATTRIBUTE) {
      const outer = reader.enter();
      const format = contextFormat(reader);
      if (format !== undefined) found.contextFormat = format;
      reader.leave(outer);
    } else if (tag === EVENT) {
      found.events.push(readEvent(reader.message()));
    } else if (tag === LINK) {
      found.links.push(readLink(reader.message()));
    } else {
      reader.skip(tag & 7);
    }
  }
  found.backwards = end < start;
  return found;
}

/** The cursor is in an attribute; most are passed over for the length of their key. */
function contextFormat(reader: Reader): string | undefined {
  if (reader.position === reader.end || reader.tag() !== FIELD_1_BYTES) return undefined;
  const keyEnd = reader.lengthEnd();
  const { bytes, position } = reader;
  if (keyEnd - position !== CONTEXT_FORMAT.length) return undefined;
  for (let at = 0; at < CONTEXT_FORMAT.length; at++) {
    if (bytes[position + at] !== CONTEXT_FORMAT[at]) return undefined;
  }
  reader.position = keyEnd;
  if (reader.position === reader.end || reader.tag() !== FIELD_2_BYTES) return undefined;
  return attributeText(decodeAnyValue(reader.message(), 1));
}

function readEvent(reader: Reader): ScannedDetails['events'][number] {
  const event = { timeUnixNano: 0n, name: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === EVENT_TIME) event.timeUnixNano = reader.bytes.readBigUInt64LE(reader.fixed64());
    else if (tag === FIELD_2_BYTES) event.name = reader.string();
    else reader.skip(tag & 7);
  }
  return event;
}

function readLink(reader: Reader): ScannedDetails['links'][number] {
  const link = { traceId: '', spanId: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === FIELD_1_BYTES) link.traceId = reader.hex();
    else if (tag === FIELD_2_BYTES) link.spanId = reader.hex();
    else reader.skip(tag & 7);
  }
  return link;
}
