/** OTLP over gRPC, framed by hand on one HTTP/2 connection (gRPC over HTTP2, "Requests" and "Responses"). */
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { HEAD_ROOM } from '../encode/batch.ts';
import { type Endpoint, endpointUrl, tlsOptions } from './endpoint.ts';
import { networkReason } from './network-error.ts';
import type { Channel, Outcome, Packet } from './outcome.ts';
import { readPartialSuccess, readRetryInfo } from './read-answer.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PREFIX_BYTES = 5;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Codes after which OTLP says to try again; RESOURCE_EXHAUSTED only if the receiver says when. */
const TRY_AGAIN = new Set([1, 4, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

export class GrpcChannel implements Channel {
  readonly #endpoint: Endpoint;
  readonly #url: URL;
  #session: ClientHttp2Session | undefined;
  #settle: ((outcome: Outcome) => void) | undefined;
  #connected = false;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#url = endpointUrl(endpoint.url, 'grpc');
  }

  send(packet: Packet): Promise<Outcome> {
    return new Promise((resolve) => {
      const { timeoutMs } = this.#endpoint;
      const timer = setTimeout(() => this.#abandon(`no answer within ${timeoutMs / 1_000} s`), timeoutMs);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(outcome);
      };
      try {
        this.#call((this.#session ??= this.#connect()), packet);
      } catch (error) {
        this.#abandon(networkReason(error));
      }
    });
  }

  close(): void {
    this.#abandon('the run has ended');
  }

  #connect(): ClientHttp2Session {
    this.#connected = false;
    const session = connect(this.#url.origin, {
      ...tlsOptions(this.#endpoint.tls),
      settings: { enablePush: false },
    });
    session.once('connect', () => (this.#connected = true));
    session.on('error', (error) => this.#lost(session, networkReason(error)));
    session.once('close', () => this.#lost(session, 'the connection was closed'));
    // The receiver takes no new requests here; the one under way may finish.
    session.once('goaway', () => {
      session.close();
      if (session === this.#session) this.#session = undefined;
    });
    return session;
  }

  #call(session: ClientHttp2Session, { buffer, end }: Packet): void {
    const { compression, headers } = this.#endpoint;
    const settle = this.#settle;
    const stream = session.request({
      ...headers,
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: EXPORT,
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'tracewalk/0.1.0',
      ...(compression !== 'none' && { 'grpc-encoding': compression }),
    });
    let answer: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('response', (responseHeaders) => (answer = responseHeaders));
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) stream.close(constants.NGHTTP2_CANCEL);
      else chunks.push(chunk);
    });
    stream.on('trailers', (trailers) => (answer = { ...answer, ...trailers }));
    // The stream's error is also said by `close`, with its code; the session's own handlers know more.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      if (settle !== this.#settle) return;
      if (answer[':status'] !== undefined) settle?.(grpcOutcome(answer, Buffer.concat(chunks)));
      // A failing connection says more: it has the word first.
      else setImmediate(() => settle === this.#settle && this.#lostStream(stream.rstCode));
    });
    buffer[HEAD_ROOM - PREFIX_BYTES] = compression === 'none' ? 0 : 1;
    buffer.writeUInt32BE(end - HEAD_ROOM, HEAD_ROOM - PREFIX_BYTES + 1);
    stream.end(buffer.subarray(HEAD_ROOM - PREFIX_BYTES, end));
  }

  #lostStream(code: number | undefined): void {
    this.#settle?.({ kind: 'unanswered', reason: `the request was cut off (HTTP/2 code ${code ?? 0})` });
  }

  #lost(session: ClientHttp2Session, reason: string): void {
    if (session === this.#session) this.#abandon(reason);
  }

  #abandon(reason: string): void {
    const written = this.#connected;
    this.#session?.destroy();
    this.#session = undefined;
    this.#settle?.(written ? { kind: 'unanswered', reason } : { kind: 'later', reason, written: false });
  }
}

function grpcOutcome(headers: IncomingHttpHeaders, body: Buffer): Outcome {
  const status = Number(headers[':status']);
  const code = Number(headers['grpc-status'] ?? Number.NaN);
  if (Number.isNaN(code)) {
    const reason = `it answers ${status} and is no gRPC: is this the right address?`;
    return [429, 502, 503, 504].includes(status)
      ? { kind: 'later', reason: `it answers ${status}`, written: true }
      : { kind: 'refused', reason };
  }
  if (code === 0) return accepted(body, headers['grpc-encoding']);
  const reason = `it answers with gRPC status ${code}: ${messageOf(headers)}`;
  const afterMs = readRetryInfo(headers['grpc-status-details-bin'] as string | undefined);
  if (TRY_AGAIN.has(code) || (code === RESOURCE_EXHAUSTED && afterMs !== undefined)) {
    return { kind: 'later', reason, afterMs, written: true };
  }
  const hint = code === UNIMPLEMENTED ? '. It may have no OTLP here, or not take this compression' : '';
  return { kind: 'refused', reason: reason + hint };
}

function accepted(body: Buffer, encoding: unknown): Outcome {
  try {
    return { kind: 'accepted', ...readPartialSuccess(messageIn(body, encoding), false) };
  } catch {
    return { kind: 'refused', reason: 'its answer is no OTLP: is this the right address?' };
  }
}

/** Receivers answer in the encoding in which they were asked. @throws if it is not one message */
function messageIn(body: Buffer, encoding: unknown): Buffer {
  if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
    throw new Error('it is no message');
  }
  const message = body.subarray(PREFIX_BYTES);
  const limit = { maxOutputLength: MAX_ANSWER_BYTES };
  if (body[0] === 0) return message;
  if (encoding === 'gzip') return gunzipSync(message, limit);
  if (encoding === 'zstd') return zstdDecompressSync(message, limit);
  throw new Error('its encoding is not known');
}

/** Percent-encoded, in one line. */
function messageOf(headers: IncomingHttpHeaders): string {
  const message = String(headers['grpc-message'] ?? '');
  try {
    return decodeURIComponent(message).replaceAll(/\s+/g, ' ').slice(0, 200);
  } catch {
    return message.slice(0, 200);
  }
}
