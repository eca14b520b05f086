import type { TextMapGetter } from '@opentelemetry/api';

/** A header that must be there once, without the white space that HTTP allows around it; undefined for anything else. */
export function oneHeader(carrier: unknown, getter: TextMapGetter, name: string): string | undefined {
  const values = headerValues(carrier, getter, name);
  return values.length === 1 ? values[0] : undefined;
}

/** All values of a header, in order. A carrier that is no object has none. */
export function headerValues(carrier: unknown, getter: TextMapGetter, name: string): string[] {
  if (carrier === null || carrier === undefined) return [];
  const value: unknown = getter.get(carrier, name);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string').map(trimOptionalWhiteSpace);
}

/**
 * Spaces and tabs only (RFC 9110, 5.6.3): `trim()` would also take line breaks and Unicode spaces. A loop, since
 * `/[ \t]+$/` takes quadratic time on white space inside a value.
 */
export function trimOptionalWhiteSpace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isOptionalWhiteSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isOptionalWhiteSpace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

const isOptionalWhiteSpace = (code: number): boolean => code === 0x20 || code === 0x09;
