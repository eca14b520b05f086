/** Times and numbers as the trace page writes them. */
import { formatDateTime, zoneName } from '../ui/format-time.ts';
import { formatDuration, microseconds } from '@tracewalk/trace-model';

export const duration = (time: number): string => formatDuration(microseconds(time)).replace(' us', ' µs');

/** For screen readers: units as words. */
export const spokenDuration = (time: number): string =>
  duration(time)
    .replace(' µs', ' microseconds')
    .replace(' ms', ' milliseconds')
    .replace(/ s$/, ' seconds')
    .replace(/(\d)m (\d)/, '$1 minutes $2')
    .replace(/(\d)s$/, '$1 seconds');

export function bytes(length: number): string {
  if (length < 1_024) return `${length} B`;
  return length < 1_048_576 ? `${(length / 1_024).toFixed(1)} KiB` : `${(length / 1_048_576).toFixed(1)} MiB`;
}

/** What a page would obey or hide instead of showing it, as a visible sign; line breaks stay in attributes. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Names come from whoever sent them: marks that turn text around or hide it are shown as signs. */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (mark) => {
    const code = mark.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });

/** A name for a span or a service that has none. */
export const named = (name: string, what: string): string =>
  name.trim() === '' ? `(no ${what})` : visible(name);

const ARRIVALS: Readonly<Record<string, string>> = {
  'otlp-http': 'OTLP/HTTP',
  'otlp-grpc': 'OTLP/gRPC',
  zipkin: 'Zipkin',
  file: 'a file',
};
export const arrival = (protocol: string): string => ARRIVALS[protocol] ?? protocol;

const FORMATS: Readonly<Record<string, string>> = {
  tracecontext: 'W3C Trace Context',
  b3: 'B3, one header',
  b3multi: 'B3, several headers',
};
export const contextFormat = (format: string): string =>
  format
    .split(/[[\]",\s]+/)
    .filter((each) => each !== '')
    .map((each) => FORMATS[each] ?? each)
    .join(' and ');

/** `W3C`, `b3`, `b3multi`. */
export const shortFormat = (format: string): string =>
  visible(format.replaceAll(/[[\]"\s]+/g, '').replaceAll('tracecontext', 'W3C')).slice(0, 24);

/** A point in time to the microsecond, in the zone of the header's switch. @param unixNano ns since the epoch. */
export const pointInTime = (unixNano: string | bigint): string => {
  const micros = BigInt(unixNano) / 1_000n;
  return `${formatDateTime(Number(micros))}${String(micros % 1_000n).padStart(3, '0')} ${zoneName(Number(micros))}`;
};

/** An attribute's value in a line. */
export function attributeText(value: unknown, most: number): string {
  const text = visible(typeof value === 'string' ? value : JSON.stringify(value ?? null));
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
