/** `baggage` (W3C Baggage, section 3): values for every service on the way, e.g. a fault that a learner asked for. */
import {
  type BaggageEntry,
  baggageEntryMetadataFromString,
  type Context,
  propagation,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { headerValues, trimOptionalWhiteSpace } from './header.ts';

/** Section 3.3.2: 64 members and 8,192 bytes are passed on, here as the most, so that headers cannot grow at each hop. */
const MAX_MEMBERS = 64;
const MAX_BYTES = 8_192;

/** Section 3.3.1: a key is a token of HTTP, and is not percent-decoded. */
const KEY = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const NOT_IN_A_VALUE = /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+/g;
/** Properties are opaque: they are passed on as they came, if HTTP can carry them. */
const PROPERTIES = /^[\t\x20\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]*$/;

export const baggagePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
    if (isTracingSuppressed(context)) return;
    const members = entries.map(([key, entry]) => toMember(key, entry));
    const header = withinLimits(members.filter((member) => fromMember(member) !== undefined)).join(',');
    if (header !== '') setter.set(carrier, 'baggage', header);
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const members = headerValues(carrier, getter, 'baggage').flatMap((value) => value.split(','));
    const valid = members.map(trimOptionalWhiteSpace).filter((member) => fromMember(member) !== undefined);
    const entries = withinLimits(valid).flatMap((member) => [fromMember(member) ?? []]);
    if (entries.length === 0) return context;
    return propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
  },

  fields: () => ['baggage'],
};

/** A member that does not fit is left out as a whole; a smaller one after it may still fit. */
function withinLimits(members: string[]): string[] {
  let count = 0;
  let bytes = -1; // no comma before the first
  return members.filter((member) => {
    if (count === MAX_MEMBERS || bytes + 1 + member.length > MAX_BYTES) return false;
    count += 1;
    bytes += 1 + member.length;
    return true;
  });
}

/** `key=value;properties`; undefined when any of it is malformed. */
function fromMember(member: string): [string, BaggageEntry] | undefined {
  const [pair = ''] = member.split(';', 1);
  const properties = trimOptionalWhiteSpace(member.slice(pair.length + 1));
  const [rawKey = ''] = pair.split('=', 1);
  if (rawKey.length === pair.length) return undefined;
  const key = trimOptionalWhiteSpace(rawKey);
  const value = trimOptionalWhiteSpace(pair.slice(rawKey.length + 1));
  if (!KEY.test(key) || !VALUE.test(value) || !PROPERTIES.test(properties)) return undefined;
  const metadata = properties === '' ? undefined : baggageEntryMetadataFromString(properties);
  return [key, { value: decode(value), metadata }];
}

function toMember(key: string, { value, metadata }: BaggageEntry): string {
  const properties = metadata?.toString();
  return `${key}=${encode(value)}${properties ? `;${properties}` : ''}`;
}

/** Only what a header cannot hold is encoded, so that a value is as long as it came. Half a surrogate becomes U+FFFD. */
const encode = (value: string): string => value.toWellFormed().replace(NOT_IN_A_VALUE, encodeURIComponent);

/** Never throws, as `decodeURIComponent` would: bytes that are no UTF-8 become U+FFFD, a lone `%` stays. */
const decode = (value: string): string =>
  value.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
