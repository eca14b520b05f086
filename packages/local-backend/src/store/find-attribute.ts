/** Looks for an attribute in raw OTLP. Only the value of the right key is decoded. */
import { decodeAnyValue } from '../decode/decode-span.ts';
import { BYTES, Reader } from '../decode/wire.ts';
import { attributeText } from './attribute-text.ts';

export interface WantedAttribute {
  key: Buffer;
  text: string;
}

const LENGTH_DELIMITED = (field: number): number => (field << 3) | BYTES;
const SPAN_ATTRIBUTES = LENGTH_DELIMITED(9);
const SPAN_EVENTS = LENGTH_DELIMITED(11);
const SPAN_LINKS = LENGTH_DELIMITED(13);
const EVENT_ATTRIBUTES = LENGTH_DELIMITED(3);
const LINK_ATTRIBUTES = LENGTH_DELIMITED(4);
export const RESOURCE_ATTRIBUTES = LENGTH_DELIMITED(1);
export const SCOPE_ATTRIBUTES = LENGTH_DELIMITED(3);

/** Whether the span, one of its events or one of its links has the attribute. */
export function spanHas(span: Reader, wanted: WantedAttribute): boolean {
  while (span.position < span.end) {
    const tag = span.tag();
    if (tag === SPAN_ATTRIBUTES) {
      if (isAttribute(span.message(), wanted)) return true;
    } else if (tag === SPAN_EVENTS) {
      if (messageHas(span.message(), EVENT_ATTRIBUTES, wanted)) return true;
    } else if (tag === SPAN_LINKS) {
      if (messageHas(span.message(), LINK_ATTRIBUTES, wanted)) return true;
    } else {
      span.skip(tag & 7);
    }
  }
  return false;
}

/** Whether a message has the attribute in its field for attributes. */
export function messageHas(message: Reader, attributesField: number, wanted: WantedAttribute): boolean {
  while (message.position < message.end) {
    const tag = message.tag();
    if (tag !== attributesField) message.skip(tag & 7);
    else if (isAttribute(message.message(), wanted)) return true;
  }
  return false;
}

function isAttribute(pair: Reader, { key, text }: WantedAttribute): boolean {
  let isKey = key.length === 0;
  let value: Reader | undefined;
  while (pair.position < pair.end) {
    const tag = pair.tag();
    if (tag === LENGTH_DELIMITED(1)) {
      const end = pair.lengthEnd();
      isKey = pair.bytes.subarray(pair.position, end).equals(key);
      pair.position = end;
    } else if (tag === LENGTH_DELIMITED(2)) {
      value = pair.message();
    } else {
      pair.skip(tag & 7);
    }
  }
  return isKey && attributeText(value && decodeAnyValue(value, 1)) === text;
}
