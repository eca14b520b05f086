/** Reads HTTP/1.1 responses (RFC 9112) strictly: what is not clear is an error, never a guess. */
export interface HttpResponse {
  status: number;
  /** By name in lower case; of a repeated one, all values joined by commas. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
  /** Whether another request may follow on the connection. */
  keepsAlive: boolean;
}

export class MalformedResponse extends Error {
  constructor(state: string) {
    super(`its answer is no HTTP/1.1: ${state}`);
    this.name = 'MalformedResponse';
  }
}

export const MAX_RESPONSE_BYTES = 1024 * 1024;
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: [^\r\n]*)?$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * The first response in the bytes and where it ends, or undefined if more has to come.
 *
 * @param ended whether no more bytes will come: some bodies last until then
 * @throws MalformedResponse
 */
export function readResponse(
  bytes: Buffer,
  ended = false,
): { response: HttpResponse; end: number } | undefined {
  if (bytes.length > MAX_RESPONSE_BYTES) throw new MalformedResponse('it is too long');
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [, minor, code] = STATUS_LINE.exec(statusLine) ?? [];
  if (code === undefined) throw new MalformedResponse('the first line is no status line');
  const status = Number(code);
  const start = headEnd + 4;
  if (status >= 100 && status < 200) {
    const after = readResponse(bytes.subarray(start), ended);
    return after && { response: after.response, end: start + after.end };
  }
  const headers = readHeaders(lines);
  const body = readBody(bytes, start, status, headers, ended);
  if (!body) return undefined;
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  const keepsAlive =
    body.isDelimited && (minor === '1' ? connection !== 'close' : connection === 'keep-alive');
  return { response: { status, headers, body: body.bytes, keepsAlive }, end: body.end };
}

function readHeaders(lines: string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name === undefined) throw new MalformedResponse('a header has no name');
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

interface Body {
  bytes: Buffer;
  end: number;
  /** Whether its end is known without the connection's. */
  isDelimited: boolean;
}

function readBody(
  bytes: Buffer,
  start: number,
  status: number,
  headers: ReadonlyMap<string, string>,
  ended: boolean,
): Body | undefined {
  const coding = headers.get('transfer-encoding');
  const length = headers.get('content-length');
  if (coding !== undefined && length !== undefined) throw new MalformedResponse('it has two lengths');
  if (status === 204 || status === 304) return { bytes: Buffer.alloc(0), end: start, isDelimited: true };
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked')
      throw new MalformedResponse(`transfer coding ${coding} is not known`);
    return readChunks(bytes, start);
  }
  if (length === undefined) {
    return ended ? { bytes: bytes.subarray(start), end: bytes.length, isDelimited: false } : undefined;
  }
  if (!/^\d{1,9}$/.test(length)) throw new MalformedResponse('its length is no number');
  const end = start + Number(length);
  if (end > MAX_RESPONSE_BYTES) throw new MalformedResponse('it is too long');
  return bytes.length < end ? undefined : { bytes: bytes.subarray(start, end), end, isDelimited: true };
}

function readChunks(bytes: Buffer, start: number): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const [, hex] = /^([0-9a-f]{1,6})[ \t]*(?:;.*)?$/i.exec(bytes.toString('latin1', at, lineEnd)) ?? [];
    if (hex === undefined) throw new MalformedResponse('a chunk has no size');
    const size = Number.parseInt(hex, 16);
    at = lineEnd + 2;
    if (size === 0) return endOfTrailers(bytes, at, Buffer.concat(chunks));
    if (bytes.length < at + size + 2) return undefined;
    if (bytes.toString('latin1', at + size, at + size + 2) !== '\r\n') {
      throw new MalformedResponse('a chunk is longer than its size');
    }
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}

/** Lines until an empty one; what they say is of no use here. */
function endOfTrailers(bytes: Buffer, start: number, body: Buffer): Body | undefined {
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    if (lineEnd === at) return { bytes: body, end: lineEnd + 2, isDelimited: true };
    at = lineEnd + 2;
  }
}
