/** What all receivers do with a request, and how much of it they do at once. */
import { MalformedJson } from '../decode/json-reader.ts';
import { MalformedProtobuf } from '../decode/wire.ts';
import { Refusal } from '../refusal.ts';
import type { SpanFile } from '../span-file.ts';
import type { Format } from '../store/segment.ts';
import type { Added, Store } from '../store/store.ts';
import type { Hold } from './body.ts';

/** Requests and bodies that may be under way at once; beyond that senders are asked to wait. */
const MAX_REQUESTS = 256;
const MAX_BYTES = 64 * 1024 * 1024;

export class Intake {
  readonly #store: Store;
  readonly #file: SpanFile | undefined;
  readonly #maxBytes: number;
  #requests = 0;
  #bytes = 0;
  /** Requests of which nothing was taken. */
  refused = 0;

  /** @param maxBytes of bodies that are held in memory at once. */
  constructor(store: Store, file?: SpanFile, maxBytes = MAX_BYTES) {
    this.#store = store;
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /** Takes spans that `read` brings in OTLP protobuf. Throws a Refusal for anything else. */
  async take(format: Format, read: (hold: Hold) => Promise<Buffer>): Promise<Added> {
    let held = 0;
    this.#requests += 1;
    try {
      if (this.#requests > MAX_REQUESTS) throw overloaded();
      const request = await read((bytes) => {
        held += bytes;
        this.#bytes += bytes;
        if (this.#bytes > this.#maxBytes) throw overloaded();
      });
      const added = this.#store.add(request, format);
      if (added.accepted > 0) await this.#file?.append(request, format);
      return added;
    } catch (error) {
      this.refused += 1;
      const isMalformed = error instanceof MalformedProtobuf || error instanceof MalformedJson;
      throw isMalformed ? new Refusal(400, error.message) : error;
    } finally {
      this.#requests -= 1;
      this.#bytes -= held;
    }
  }
}

const overloaded = () =>
  new Refusal(429, 'Cannot take more spans now: too much is under way. Try again in a second', {
    'retry-after': '1',
  });
