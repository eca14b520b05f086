/**
 * An event as the headers and body of an HTTP message in binary mode (CloudEvents 1.0.2, HTTP protocol binding, 3.1).
 *
 * Not the library's `HTTP.binary`: it sends text as JSON without quotes, and leaves headers as they are, where a space
 * or an umlaut is to be percent-encoded.
 */
import type { CloudEvent } from 'cloudevents';

interface BinaryMessage {
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** These are the body and its `content-type`; everything else of an event is a `ce-` header. */
const NOT_A_CE_HEADER = new Set(['data', 'data_base64', 'datacontenttype']);

export function binaryMessage(event: CloudEvent<unknown>): BinaryMessage {
  const attributes = Object.entries(event).filter(
    ([name, value]) => value !== undefined && !NOT_A_CE_HEADER.has(name),
  );
  const headers = Object.fromEntries(
    attributes.map(([name, value]) => [`ce-${name}`, encode(String(value))]),
  );
  if (event.data === undefined) return { headers, body: undefined };
  const contentType = event.datacontenttype ?? 'application/json';
  return { headers: { ...headers, 'content-type': contentType }, body: bodyOf(event.data, contentType) };
}

/** Whether data of this type is JSON (RFC 6839: also `application/x+json`). */
export const isJson = (contentType: string): boolean =>
  /^[\w.-]+\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType);

function bodyOf(data: unknown, contentType: string): string | Uint8Array<ArrayBuffer> {
  if (data instanceof Uint8Array) return new Uint8Array(data);
  return isJson(contentType) || typeof data !== 'string' ? JSON.stringify(data) : data;
}

/** Section 3.1.3.2: what is not printable ASCII, and space, quote and percent. */
const encode = (value: string) =>
  value.toWellFormed().replace(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent);
