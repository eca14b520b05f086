/**
 * Reads the events of an HTTP message in binary, structured or batch mode (CloudEvents 1.0.2, HTTP protocol binding,
 * section 3; JSON event format).
 *
 * Not by the cloudevents package: that parses data and makes up what is missing. It checks the attributes here.
 */
import { CloudEvent, ValidationError } from 'cloudevents';
import type { BrokerEvent } from './event.ts';
import { sliceElements, sliceMembers } from './json-slices.ts';

/** Lower-case names; Node joins a header that came twice. */
export type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;

type Attributes = Record<string, string | number | boolean>;

const REQUIRED = ['id', 'source', 'specversion', 'type'];
const MODES = /^application\/cloudevents(-batch)?\+json$/;

/** Throws if one of them is malformed; the message says how, as the end of a sentence. */
export function readEvents(headers: HttpHeaders, body: Buffer<ArrayBuffer>): BrokerEvent[] {
  const type = mediaType(headers);
  const mode = MODES.exec(type);
  if (!mode) {
    if (type.startsWith('application/cloudevents')) throw new Error(`its format ${type} is not supported`);
    return [fromHeaders(headers, body)];
  }
  const json = toText(body);
  const parsed = parseJson(json);
  if (!mode[1]) return [fromJson(parsed, json)];
  if (!Array.isArray(parsed)) throw new Error('a batch has to be a JSON array');
  const elements = sliceElements(json);
  return parsed.map((element, index) => fromJson(element, elements[index] ?? ''));
}

/** Whether a message claims to hold an event. */
export const hasEvent = (headers: HttpHeaders): boolean =>
  mediaType(headers).startsWith('application/cloudevents') || headers['ce-specversion'] !== undefined;

const mediaType = ({ 'content-type': type }: HttpHeaders) =>
  String(type ?? '')
    .split(';', 1)
    .join('')
    .trim()
    .toLowerCase();

function fromHeaders(headers: HttpHeaders, body: Buffer<ArrayBuffer>): BrokerEvent {
  const attributes: Attributes = {};
  for (const [header, value] of Object.entries(headers)) {
    if (header.startsWith('ce-')) attributes[header.slice('ce-'.length)] = decode(String(value));
  }
  if (headers['content-type']) attributes['datacontenttype'] = String(headers['content-type']);
  return { attributes: checked(attributes), data: body.length > 0 ? body : undefined };
}

/** Values may be percent-encoded, and quoted (section 3.1.3.2). What is wrongly encoded is taken as it stands. */
function decode(header: string): string {
  const text = /^".*"$/.test(header) ? header.slice(1, -1).replace(/\\(.)/g, '$1') : header;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromJson(parsed: unknown, json: string): BrokerEvent {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error('an event has to be a JSON object');
  }
  const { data, data_base64: base64, ...members } = parsed as Record<string, unknown>;
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(members)) {
    // An attribute that is null is absent (JSON event format, section 2.2).
    if (value !== null) attributes[name] = attribute(name, value);
  }
  if (base64 !== undefined && base64 !== null) {
    if (data !== undefined) throw new Error('it has both data and data_base64');
    return { attributes: checked(attributes), data: fromBase64(base64) };
  }
  if (data === undefined) return { attributes: checked(attributes) };
  // JSON is what data is in this format unless something else is said; in binary mode it has to be said.
  const datacontenttype = attributes['datacontenttype'] ?? 'application/json';
  const isText = typeof data === 'string' && !isJson(String(datacontenttype));
  const text = isText ? data : (sliceMembers(json).get('data') ?? '');
  return { attributes: checked({ ...attributes, datacontenttype }), data: Buffer.from(text) };
}

const isJson = (contentType: string) => /^[\w.-]+\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType);

function attribute(name: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isInteger(value)) {
    return value as string | number | boolean;
  }
  throw new Error(`${name} is neither text, nor a whole number, nor a boolean`);
}

function fromBase64(value: unknown): Buffer<ArrayBuffer> {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) {
    throw new Error('data_base64 is not base64');
  }
  return Buffer.from(value, 'base64');
}

function checked(attributes: Attributes): Attributes {
  const missing = REQUIRED.find((name) => typeof attributes[name] !== 'string' || attributes[name] === '');
  if (missing) throw new Error(`it has no ${missing}`);
  if (attributes['specversion'] !== '1.0') throw new Error('its specversion is not 1.0');
  const wrong = Object.keys(attributes).find((name) => !/^[a-z0-9]+$/.test(name));
  if (wrong) throw new Error(`${JSON.stringify(wrong)} is no name for an attribute`);
  const unsendable = Object.keys(attributes).find((name) => !isSendable(name, String(attributes[name])));
  if (unsendable) throw new Error(`${unsendable} holds characters that it must not`);
  try {
    new CloudEvent(attributes).validate();
    return attributes;
  } catch (error) {
    throw new Error(reason(error), { cause: error });
  }
}

/** No control characters (CloudEvents 1.0.2, type system); a media type is ASCII, as it becomes a header as it is. */
const isSendable = (name: string, value: string) =>
  name === 'datacontenttype' ? /^[\x20-\x7e]*$/.test(value) : !/\p{Cc}/u.test(value);

/** The package hides what its schema says behind `invalid payload`. */
function reason(error: unknown): string {
  const [first] = error instanceof ValidationError ? (error.errors ?? []) : [];
  if (typeof first !== 'object') return (error as Error).message;
  const { instancePath = '', message = 'is wrong' } = first as { instancePath?: string; message?: string };
  return `${instancePath.slice(1)} ${message}`;
}

function toText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Error('its body is not UTF-8');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('its body is not JSON');
  }
}
