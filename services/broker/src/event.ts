/** A CloudEvent on its way through the broker, and as the headers of an HTTP message in binary mode. */

export interface BrokerEvent {
  /** The context attributes, extensions included; `datacontenttype` says what `data` is. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** The bytes as they came: the broker never reads them. */
  readonly data?: Buffer<ArrayBuffer>;
}

export function toHeaders({ attributes }: BrokerEvent): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    headers[name === 'datacontenttype' ? 'content-type' : `ce-${name}`] = encode(String(value), name);
  }
  return headers;
}

/** Percent-encodes what is not printable ASCII, and space, quote and percent (HTTP protocol binding, 3.1.3.2). */
const encode = (value: string, name: string) =>
  // A media type is a header like any other: it is not encoded.
  name === 'datacontenttype'
    ? value
    : value.toWellFormed().replace(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent);
