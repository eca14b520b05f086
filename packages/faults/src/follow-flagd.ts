/**
 * Follows the flags of a flagd server: its gRPC service `flagd.sync.v1.FlagSyncService`, which streams all flags whenever they
 * change (flagd.dev/reference/specifications/protos). They are evaluated here, as those of a file are.
 *
 * One call without parameters, one field in the answer: that is read by hand, as the local backend does with OTLP.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import type { FlagSource } from './follow-file.ts';

const SYNC_FLAGS = '/flagd.sync.v1.FlagSyncService/SyncFlags';
/** A gRPC message: not compressed, of no bytes. */
const EMPTY_MESSAGE = Buffer.alloc(5);
const PREFIX_BYTES = 5;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Protobuf: field 1, `flag_configuration`, with a length. */
const FLAG_CONFIGURATION = 0x0a;

const AGAIN_AFTER = 1_000;
/** A connection that died without a word is noticed after this. */
const PING_EVERY = 15_000;

/** Uses what the server sends, from now on until it is told to end. While it is away the last good flags hold. */
export function followFlagd(url: string, { use, complain }: FlagSource): () => void {
  let ended = false;
  let session: ClientHttp2Session | undefined;
  let told: string | undefined;
  const tell = (line: string) => {
    if (line !== told && !ended) complain(line);
    told = line;
  };

  const begin = () => {
    let reason = 'the connection has ended';
    const connection = connect(url);
    session = connection;
    connection.unref();
    connection.on('error', (error) => (reason = error.message));
    const pings = setInterval(
      () => connection.ping((error) => error && connection.destroy()),
      PING_EVERY,
    ).unref();
    connection.once('close', () => {
      clearInterval(pings);
      tell(`Cannot follow the faults of ${url}: ${reason}. The last good ones hold`);
      if (!ended) setTimeout(begin, AGAIN_AFTER).unref();
    });
    const call = connection.request({
      ':method': 'POST',
      ':path': SYNC_FLAGS,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.on('error', (error) => (reason = error.message));
    call.on('trailers', (trailers) => (reason = String(trailers['grpc-message'] ?? reason)));
    call.on('response', (headers) => (reason = String(headers['grpc-message'] ?? reason)));
    call.once('close', () => connection.destroy());
    const receive = receiver((message) => {
      try {
        use(flagConfiguration(message));
        told = undefined;
      } catch (error) {
        tell(`Cannot use the faults of ${url}: ${(error as Error).message}. The last good ones hold`);
      }
    });
    call.on('data', (chunk: Buffer) => receive(chunk) || call.destroy(new Error('flagd has sent too much')));
    call.end(EMPTY_MESSAGE);
  };

  begin();
  return () => {
    ended = true;
    session?.destroy();
  };
}

/** Puts messages together from whatever pieces they arrive in. It answers false to one that is too large. */
function receiver(onMessage: (message: Buffer) => void): (chunk: Buffer) => boolean {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= PREFIX_BYTES) {
      const end = PREFIX_BYTES + pending.readUInt32BE(1);
      if (end > MAX_MESSAGE_BYTES) return false;
      if (pending.length < end) return true;
      onMessage(pending.subarray(PREFIX_BYTES, end));
      pending = pending.subarray(end);
    }
    return true;
  };
}

/** The text of the first field; what else is in the message does not matter. */
function flagConfiguration(message: Buffer): string {
  if (message[0] !== FLAG_CONFIGURATION) throw new Error('flagd has sent no flags');
  let length = 0;
  for (let index = 1; index <= 5; index++) {
    const byte = message[index] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * (index - 1));
    if (byte < 0x80) return message.subarray(index + 1, index + 1 + length).toString();
  }
  throw new Error('flagd has sent a malformed message');
}
