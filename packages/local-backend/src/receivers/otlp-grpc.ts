/**
 * OTLP over gRPC (OTLP specification, "OTLP/gRPC"; grpc/doc/PROTOCOL-HTTP2.md): the one unary call that exporters make.
 *
 * A message is a byte (compressed or not), four bytes of length, and the protobuf. The outcome is in the trailers.
 */
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { toRefusal } from '../refusal.ts';
import type { Added } from '../store/store.ts';
import { collect, decompress, type Hold, isEncoding, MAX_BODY_BYTES } from './body.ts';
import { REQUEST_TIMEOUT } from './http-receiver.ts';
import type { Intake } from './intake.ts';
import { partialProtobuf } from './otlp-http.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PREFIX_BYTES = 5;
/** What a sender may send before it has to wait for us; HTTP/2's 64 KiB halve the rate. */
const WINDOW_BYTES = 1024 * 1024;

const OK = 0;
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

export function otlpGrpcReceiver(intake: Intake): Http2Server {
  const server = createServer({
    maxSessionMemory: 64,
    settings: { initialWindowSize: WINDOW_BYTES, maxFrameSize: WINDOW_BYTES },
  });
  server.on('session', (session) => session.setLocalWindowSize(WINDOW_BYTES * 4));
  closeSessionsWith(server);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    stream.setTimeout(REQUEST_TIMEOUT, () => stream.close());
    if (!(headers['content-type'] ?? '').startsWith('application/grpc')) {
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    receive(intake, stream, headers).then(
      (added) => succeed(stream, partialProtobuf(added)),
      (error: unknown) => fail(stream, error),
    );
  });
  return server;
}

/** A client keeps its connection for as long as it lives: the server has to end it. */
function closeSessionsWith(server: Http2Server): void {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => sessions.delete(session));
  });
  const close = server.close.bind(server);
  server.close = (callback) => {
    for (const session of sessions) session.close();
    return close(callback);
  };
}

async function receive(
  intake: Intake,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<Added> {
  if (headers[':path'] !== EXPORT || headers[':method'] !== 'POST') {
    throw new GrpcError(UNIMPLEMENTED, `Cannot call ${headers[':path']}: there is only ${EXPORT}`);
  }
  return intake.take('otlp-grpc', (hold) => readMessage(stream, headers['grpc-encoding'], hold));
}

async function readMessage(stream: ServerHttp2Stream, encoding: unknown, hold: Hold): Promise<Buffer> {
  const body = await collect(stream, MAX_BODY_BYTES + PREFIX_BYTES, hold);
  if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
    throw new GrpcError(INVALID_ARGUMENT, 'Cannot read the message: its length is not what its prefix says');
  }
  const message = body.subarray(PREFIX_BYTES);
  if (body[0] === 0) return message;
  if (isEncoding(encoding)) return decompress(message, encoding, hold);
  throw new GrpcError(
    UNIMPLEMENTED,
    `Cannot read the message: grpc-encoding ${String(encoding)} is not known; gzip is`,
  );
}

class GrpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'GrpcError';
    this.code = code;
  }
}

function succeed(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed || stream.closed) return;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  // Before the response: under load Node asked for the trailers earlier, or twice, and a throw here ends the process.
  stream.on('wantTrailers', () => {
    if (!stream.sentTrailers) stream.sendTrailers({ 'grpc-status': String(OK) });
  });
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.end(Buffer.concat([prefix, message]));
}

/** Without a message the outcome is in the headers ("Trailers-Only"). */
function fail(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(codeOf(error)),
      'grpc-message': encodeURIComponent((error as Error).message),
    },
    { endStream: true },
  );
  // What is still coming must not keep the connection's window closed.
  stream.resume();
}

function codeOf(error: unknown): number {
  if (error instanceof GrpcError) return error.code;
  const { status } = toRefusal(error);
  if (status === 500) return INTERNAL;
  return status === 429 || status === 413 ? RESOURCE_EXHAUSTED : INVALID_ARGUMENT;
}
