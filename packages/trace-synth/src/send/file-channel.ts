/**
 * Writes requests to a file or to stdout: JSON one request a line, protobuf each behind its length in four bytes, the
 * highest first. The Collector's file exporter writes so, and its file receivers read it.
 */
import { once } from 'node:events';
import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { HEAD_ROOM } from '../encode/batch.ts';
import type { EncodingName } from '../encode/part.ts';
import type { Channel, Outcome, Packet } from './outcome.ts';

const LINE_END = Buffer.from('\n');

export class FileChannel implements Channel {
  readonly #out: Writable;
  readonly #isJson: boolean;
  readonly #isStandard: boolean;
  #failed: string | undefined;

  /** @param path `-` is stdout @throws Error if it cannot be written */
  constructor(path: string, encoding: EncodingName) {
    this.#isStandard = path === '-';
    this.#isJson = encoding !== 'otlp-protobuf';
    this.#out = this.#isStandard ? process.stdout : openFile(path);
    this.#out.on('error', (error: NodeJS.ErrnoException) => {
      this.#failed ??= error.code === 'EPIPE' ? 'nobody reads it any more' : error.message;
    });
  }

  async send({ buffer, end }: Packet): Promise<Outcome> {
    if (this.#failed !== undefined) return { kind: 'refused', reason: this.#failed };
    const prefix = Buffer.allocUnsafe(4);
    prefix.writeUInt32BE(end - HEAD_ROOM);
    const body = buffer.subarray(HEAD_ROOM, end);
    await new Promise<void>((written) => {
      // Called with an error, too: then the listener has heard of it.
      const done = () => written();
      this.#out.cork();
      if (!this.#isJson) this.#out.write(prefix);
      this.#out.write(body, this.#isJson ? undefined : done);
      if (this.#isJson) this.#out.write(LINE_END, done);
      this.#out.uncork();
    });
    // The error event comes after the callback.
    if (this.#out.errored) await new Promise(setImmediate);
    return this.#failed === undefined
      ? { kind: 'accepted', rejected: 0 }
      : { kind: 'refused', reason: this.#failed };
  }

  close(): void {
    if (!this.#isStandard) this.#out.end();
  }

  /** Until all is written. */
  async finished(): Promise<void> {
    if (this.#isStandard || this.#out.closed) return;
    this.#out.end();
    await once(this.#out, 'close');
  }
}

function openFile(path: string): Writable {
  try {
    return createWriteStream(path, { fd: openSync(path, 'w') });
  } catch (error) {
    throw new Error(
      `Cannot write ${path}: ${REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error)}`,
      {
        cause: error,
      },
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder',
  ENOSPC: 'the disk is full',
  EROFS: 'its disk may not be written',
};
