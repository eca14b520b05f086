/**
 * OTLP over gRPC (OTLP specification, "OTLP/gRPC"; gRPC over HTTP/2): the one unary call that exporters make.
 *
 * A message is a byte (compressed or not), four bytes of length, and the protobuf. The outcome is in the trailers.
 */
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Added } from '../store/store.ts';
import { decompress, MAX_BODY_BYTES, Refusal } from './body.ts';
import type { Intake } from './intake.ts';
import { partialProtobuf } from './otlp-http.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PREFIX_BYTES = 5;

const OK = 0;
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

export function otlpGrpcReceiver(intake: Intake): Http2Server {
  const server = createServer({ maxSessionMemory: 64, settings: { initialWindowSize: 1024 * 1024 } });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
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

async function receive(
  intake: Intake,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<Added> {
  if (headers[':path'] !== EXPORT) throw new GrpcError(UNIMPLEMENTED, `There is no ${headers[':path']} here`);
  return intake.take('otlp-grpc', () => readMessage(stream, headers['grpc-encoding']));
}

async function readMessage(stream: ServerHttp2Stream, encoding: unknown): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES + PREFIX_BYTES) {
      throw new GrpcError(RESOURCE_EXHAUSTED, `Cannot take the message: it is over ${MAX_BODY_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
    throw new GrpcError(INVALID_ARGUMENT, 'Cannot read the message: its length is not what its prefix says');
  }
  const message = body.subarray(PREFIX_BYTES);
  if (body[0] === 0) return message;
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new GrpcError(
      UNIMPLEMENTED,
      `Cannot read the message: grpc-encoding ${String(encoding)} is not known; gzip is`,
    );
  }
  return decompress(message, encoding);
}

class GrpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function succeed(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(OK) }));
  stream.end(Buffer.concat([prefix, message]));
}

/** Without a message the outcome is in the headers ("Trailers-Only"). */
function fail(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.destroyed) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(codeOf(error)),
      'grpc-message': encodeURIComponent((error as Error).message),
    },
    { endStream: true },
  );
}

function codeOf(error: unknown): number {
  if (error instanceof GrpcError) return error.code;
  if (!(error instanceof Refusal)) return INTERNAL;
  return error.status === 429 || error.status === 413 ? RESOURCE_EXHAUSTED : INVALID_ARGUMENT;
}
