/** Keeps spans over a restart: each accepted request, length first, appended to a file. */
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { MAX_BODY_BYTES } from './receivers/body.ts';
import { type Format, FORMATS } from './store/segment.ts';
import type { Store } from './store/store.ts';

/** Four bytes of length, one that says how the spans had come. */
const HEADER_BYTES = 5;

export class SpanFile {
  readonly #file: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Reads what is there into the store. A record that a kill cut short is cut off. */
  static async open(path: string, store: Store): Promise<SpanFile> {
    if (existsSync(path)) {
      const whole = await replay(path, store);
      await truncate(path, whole);
    }
    return new SpanFile(await open(path, 'a', 0o600));
  }

  append(request: Buffer, format: Format): void {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(request.length);
    header[4] = FORMATS.indexOf(format);
    this.#last = this.#last.then(() => this.#file.writev([header, request]));
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}

async function replay(path: string, store: Store): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let whole = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= HEADER_BYTES) {
      const length = rest.readUInt32LE(at);
      const format = FORMATS[rest[at + 4] ?? 0];
      if (format === undefined || length > MAX_BODY_BYTES * 2) {
        throw new Error(
          `Cannot read ${path}: it is no file of this backend. Move it away, or name another --file`,
        );
      }
      if (rest.length - at < HEADER_BYTES + length) break;
      store.add(rest.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length), format);
      at += HEADER_BYTES + length;
    }
    whole += at;
    rest = rest.subarray(at);
  }
  return whole;
}
