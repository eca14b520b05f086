/** Attributes as the viewer shows them. */
import type { AnyValue, KeyValue } from '../../decode/otlp-types.ts';
import type { Attribute } from './answers.ts';

export const toAttributes = (pairs: KeyValue[] = []): Attribute[] =>
  pairs.map(({ key, value = {} }) => ({ key, ...typed(value) }));

function typed(value: AnyValue): Omit<Attribute, 'key'> {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  if (stringValue !== undefined) return { type: 'string', value: stringValue };
  if (boolValue !== undefined) return { type: 'bool', value: boolValue };
  if (intValue !== undefined) return { type: 'int', value: whole(intValue) };
  if (doubleValue !== undefined) return { type: 'double', value: doubleValue };
  if (bytesValue !== undefined) return { type: 'bytes', value: bytesValue };
  if (arrayValue) return { type: 'list', value: plain(value) };
  if (kvlistValue) return { type: 'map', value: plain(value) };
  return { type: 'empty', value: null };
}

function plain(value: AnyValue = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  // As pairs it could repeat a key; a page shows the last.
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((pair) => [pair.key, plain(pair.value)]));
  }
  return typed(value).value;
}

/** As text where JavaScript's numbers could not hold it. */
const whole = (value: string | number): string | number =>
  Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
