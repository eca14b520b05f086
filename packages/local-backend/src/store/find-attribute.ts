/** Looks for an attribute in raw OTLP. Only the value of the right key is decoded. */
import { decodeAnyValue } from '../decode/decode-span.ts';
import { BYTES, type Reader } from '../decode/wire.ts';
import { attributeText } from './attribute-text.ts';

export interface WantedAttribute {
  key: Buffer;
  text: string;
}

const FIELD_1 = (1 << 3) | BYTES;
const FIELD_2 = (2 << 3) | BYTES;
const SPAN_ATTRIBUTES = (9 << 3) | BYTES;
const SPAN_EVENTS = (11 << 3) | BYTES;
const SPAN_LINKS = (13 << 3) | BYTES;
const EVENT_ATTRIBUTES = (3 << 3) | BYTES;
const LINK_ATTRIBUTES = (4 << 3) | BYTES;
export const RESOURCE_ATTRIBUTES = (1 << 3) | BYTES;
export const SCOPE_ATTRIBUTES = (3 << 3) | BYTES;

/** Whether the span, one of its events or one of its links has the attribute. */
export function spanHas(reader: Reader, wanted: WantedAttribute): boolean {
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== SPAN_ATTRIBUTES && tag !== SPAN_EVENTS && tag !== SPAN_LINKS) {
      reader.skip(tag & 7);
      continue;
    }
    const outer = reader.enter();
    const isHere =
      tag === SPAN_ATTRIBUTES
        ? isAttribute(reader, wanted)
        : messageHas(reader, tag === SPAN_EVENTS ? EVENT_ATTRIBUTES : LINK_ATTRIBUTES, wanted);
    if (isHere) return true;
    reader.leave(outer);
  }
  return false;
}

/** Whether a message has the attribute in its field for attributes. */
export function messageHas(reader: Reader, attributesField: number, wanted: WantedAttribute): boolean {
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== attributesField) {
      reader.skip(tag & 7);
      continue;
    }
    const outer = reader.enter();
    if (isAttribute(reader, wanted)) return true;
    reader.leave(outer);
  }
  return false;
}

/** The cursor is in a KeyValue. */
function isAttribute(reader: Reader, { key, text }: WantedAttribute): boolean {
  let isKey = key.length === 0;
  let valueAt = -1;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === FIELD_1) {
      const end = reader.lengthEnd();
      isKey = isSame(reader.bytes, reader.position, end, key);
      reader.position = end;
    } else {
      if (tag === FIELD_2) valueAt = reader.position;
      reader.skip(tag & 7);
    }
  }
  if (!isKey) return false;
  if (valueAt < 0) return text === '';
  reader.position = valueAt;
  return attributeText(decodeAnyValue(reader.message(), 1)) === text;
}

function isSame(bytes: Buffer, start: number, end: number, wanted: Buffer): boolean {
  if (end - start !== wanted.length) return false;
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}
