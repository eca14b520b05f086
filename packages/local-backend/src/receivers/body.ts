/** Reads a request's body within limits, also after it was inflated. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { Refusal } from '../refusal.ts';

/** For a body as it comes and for what it inflates to. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Called with the size of each part that is held in memory from now on; throws if that is too much. */
export type Hold = (bytes: number) => void;

const INFLATE = { gzip: promisify(gunzip), deflate: promisify(inflate) };

export async function readBody(
  request: IncomingMessage,
  hold: Hold,
  limit = MAX_BODY_BYTES,
): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && !isEncoding(encoding)) {
    throw new Refusal(415, `Cannot read the body: content encoding ${encoding} is not known; gzip is`);
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const body = await collect(request, limit, hold);
  return isEncoding(encoding) ? decompress(body, encoding, hold, limit) : body;
}

/** All bytes of a stream. A stream that is too long is left open: its sender gets an answer. */
export function collect(stream: Readable, limit: number, hold: Hold): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      stream.off('data', take).pause();
      reject(error);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) return fail(tooLarge(limit));
      try {
        hold(chunk.length);
      } catch (error) {
        fail(error as Error);
      }
    };
    stream.on('data', take);
    stream.once('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)),
    );
    stream.once('error', reject);
    stream.once('close', () => reject(new Refusal(400, 'Cannot read the body: its sender has gone')));
  });
}

export const isEncoding = (encoding: unknown): encoding is keyof typeof INFLATE =>
  encoding === 'gzip' || encoding === 'deflate';

export async function decompress(
  body: Buffer,
  encoding: keyof typeof INFLATE,
  hold: Hold,
  limit = MAX_BODY_BYTES,
): Promise<Buffer> {
  try {
    const inflated = await INFLATE[encoding](body, { maxOutputLength: limit });
    hold(inflated.length);
    return inflated;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new Refusal(400, `Cannot read the body: it is no ${encoding}`);
  }
}

/** How much of a refused body is let pass, and for how long, in ms. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;
const MAX_DRAIN_TIME = 2_000;

/**
 * Lets the rest of a refused body pass. A connection that is closed with unread bytes is reset, and the sender might
 * never see why it was refused.
 */
export async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  let left = MAX_DRAINED_BYTES;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
  await finished(request, { signal: AbortSignal.timeout(MAX_DRAIN_TIME), writable: false }).catch(
    () => undefined,
  );
}

const tooLarge = (limit: number) => new Refusal(413, `Cannot take the body: it is over ${limit} bytes`);
