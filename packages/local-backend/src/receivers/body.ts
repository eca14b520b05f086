/** Reads a request's body within limits, also after it was inflated. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** For a body as it comes and for what it inflates to. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A request that is refused: its HTTP status, and why. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.headers = headers;
  }
}

const INFLATE = { gzip: promisify(gunzip), deflate: promisify(inflate) };

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'deflate') {
    throw new Refusal(415, `Cannot read the body: content encoding ${encoding} is not known; gzip is`);
  }
  const body = await collect(request);
  return encoding === 'identity' ? body : decompress(body, encoding);
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

export async function decompress(body: Buffer, encoding: 'gzip' | 'deflate'): Promise<Buffer> {
  try {
    return await INFLATE[encoding](body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refusal(400, `Cannot read the body: it is no ${encoding}`);
  }
}

const tooLarge = () =>
  new Refusal(413, `Cannot take the body: it is over ${MAX_BODY_BYTES} bytes`, { connection: 'close' });
