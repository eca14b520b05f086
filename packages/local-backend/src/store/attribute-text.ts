/** Attribute values as text, as Jaeger shows and searches those that are neither text nor number nor boolean. */
import type { AnyValue } from '../decode/otlp-types.ts';

/** The text of any value; lists and maps in JSON (maps with their keys sorted), bytes in base64. */
export function attributeText(value: AnyValue = {}): string {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue } = value;
  const scalar = stringValue ?? boolValue ?? intValue ?? doubleValue ?? bytesValue;
  return scalar === undefined ? jsonText(value) : String(scalar);
}

function jsonText({ arrayValue, kvlistValue }: AnyValue): string {
  if (!arrayValue && !kvlistValue) return '';
  return JSON.stringify(plain({ arrayValue, kvlistValue }));
}

function plain(value: AnyValue = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) {
    const pairs = (value.kvlistValue.values ?? []).toSorted((a, b) => compareText(a.key, b.key));
    return Object.fromEntries(pairs.map((pair) => [pair.key, plain(pair.value)]));
  }
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

/** By code units, as Go sorts ASCII keys; a locale would order them otherwise. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
