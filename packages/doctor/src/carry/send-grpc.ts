/**
 * One unary call of gRPC over HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md), and raw what happened. A message is a byte that says
 * whether it is compressed, four bytes of length, and the protobuf; the outcome is in the trailers.
 */
import { connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { codeOf, oneLine, TIMED_OUT, TIMEOUT, type Address, type Outcome } from './outcome.ts';
import { partialOfProtobuf } from './partial-success.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const PREFIX_BYTES = 5;
const MAX_ANSWER = 64 * 1024;

export function sendGrpc(
  { url, servername, headers, ca }: Address,
  message: Buffer,
  timeoutMs = TIMEOUT,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const session = connect(url.origin, { ...(servername && { servername }), ...(ca && { ca }) });
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      session.destroy();
    };
    const fail = (error: unknown) => end({ kind: 'failed', code: codeOf(error) });
    const timer = setTimeout(() => end({ kind: 'failed', code: TIMED_OUT }), timeoutMs);
    session.on('error', fail);
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: EXPORT,
      ...headers,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let head: IncomingHttpHeaders = {};
    const body: Buffer[] = [];
    let size = 0;
    stream.on('response', (received) => (head = received));
    stream.on('trailers', (trailers) => (head = { ...head, ...trailers }));
    stream.on('data', (chunk: Buffer) => {
      if ((size += chunk.length) <= MAX_ANSWER) body.push(chunk);
    });
    stream.on('error', fail);
    stream.on('end', () => end(read(head, Buffer.concat(body))));
    // A server may end the connection without a word, and then there is no error either.
    session.on('close', () => end({ kind: 'failed', code: 'ECONNRESET' }));
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
  });
}

function read(head: IncomingHttpHeaders, body: Buffer): Outcome {
  const status = Number(head[':status'] ?? 0);
  // A stream without an answer: the connection ended first.
  if (status === 0) return { kind: 'failed', code: 'ECONNRESET' };
  const type = head['content-type'] ?? '';
  const grpc = head['grpc-status'] === undefined ? undefined : Number(head['grpc-status']);
  const message = oneLine(decode(String(head['grpc-message'] ?? '')));
  const rejected = grpc === 0 ? partialOfProtobuf(body.subarray(PREFIX_BYTES)) : undefined;
  return {
    kind: 'answered',
    status,
    type,
    message,
    ...(grpc !== undefined && { grpc }),
    ...(rejected && { rejected }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
