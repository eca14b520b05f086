/**
 * Keeps spans over a restart: each accepted request, length first, appended to a file. When the file has grown to its
 * limit it becomes `FILE.old`, in place of the one before: so at most twice the limit is on disk.
 */
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, truncate } from 'node:fs/promises';
import { MAX_BODY_BYTES } from './receivers/body.ts';
import { type Format, FORMATS } from './store/segment.ts';

/** Four bytes of length, one that says how the spans had come. */
const HEADER_BYTES = 5;
/** JSON and Zipkin may grow when they become OTLP. */
const MAX_RECORD_BYTES = MAX_BODY_BYTES * 4;

type Replay = (request: Buffer, format: Format) => unknown;

export class SpanFile {
  readonly #path: string;
  readonly #maxBytes: number;
  #file: FileHandle;
  #size: number;
  #last: Promise<void> = Promise.resolve();
  #failed = false;

  private constructor(path: string, maxBytes: number, file: FileHandle, size: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#file = file;
    this.#size = size;
  }

  /** Gives what is there to `replay`, oldest first. A record that a kill cut short is cut off. */
  static async open(path: string, maxBytes: number, replay: Replay): Promise<SpanFile> {
    await readRecords(`${path}.old`, replay);
    const size = await readRecords(path, replay);
    if (existsSync(path)) await truncate(path, size);
    return new SpanFile(path, maxBytes, await open(path, 'a', 0o600), size);
  }

  /** Settles when the request is written. A full disk costs the file, not the spans. */
  async append(request: Buffer, format: Format): Promise<void> {
    this.#last = this.#last
      .then(() => this.#write(request, format))
      .catch((error: Error) => this.#giveUp(error));
    await this.#last;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }

  async #write(request: Buffer, format: Format): Promise<void> {
    if (this.#failed) return;
    if (this.#size > this.#maxBytes) {
      await this.#file.close();
      await rename(this.#path, `${this.#path}.old`);
      this.#file = await open(this.#path, 'a', 0o600);
      this.#size = 0;
    }
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(request.length);
    header[4] = FORMATS.indexOf(format);
    await this.#file.writev([header, request]);
    this.#size += HEADER_BYTES + request.length;
  }

  #giveUp(error: Error): void {
    this.#failed = true;
    console.error(
      `Cannot write to ${this.#path}: ${error.message}. New spans are only in memory from now on`,
    );
  }
}

/** Returns how many bytes of the file are whole records. */
async function readRecords(path: string, replay: Replay): Promise<number> {
  if (!existsSync(path)) return 0;
  let rest: Buffer = Buffer.alloc(0);
  let whole = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    const read = readWholeRecords(path, rest, replay);
    whole += read;
    rest = rest.subarray(read);
  }
  return whole;
}

function readWholeRecords(path: string, bytes: Buffer, replay: Replay): number {
  let at = 0;
  while (bytes.length - at >= HEADER_BYTES) {
    const length = bytes.readUInt32LE(at);
    const format = FORMATS[bytes[at + 4] as number];
    if (format === undefined || length > MAX_RECORD_BYTES) throw noSpanFile(path);
    const end = at + HEADER_BYTES + length;
    if (bytes.length < end) break;
    try {
      replay(bytes.subarray(at + HEADER_BYTES, end), format);
    } catch (error) {
      throw noSpanFile(path, error);
    }
    at = end;
  }
  return at;
}

const noSpanFile = (path: string, cause?: unknown) =>
  new Error(`Cannot read ${path}: it is no file of this backend. Move it away, or name another --file`, {
    cause,
  });
