/** What all receivers do with a request once they have its bytes. */
import { MalformedJson } from '../decode/from-otlp-json.ts';
import { MalformedProtobuf } from '../decode/wire.ts';
import type { Format } from '../store/segment.ts';
import type { Added, Store } from '../store/store.ts';
import type { SpanFile } from '../span-file.ts';
import { Refusal } from './body.ts';

/** Requests that may be read at once: each may hold a body of 16 MiB. */
const MAX_AT_ONCE = 16;

export class Intake {
  readonly #store: Store;
  readonly #file: SpanFile | undefined;
  #underWay = 0;
  /** Requests of which nothing was taken. */
  refused = 0;

  constructor(store: Store, file?: SpanFile) {
    this.#store = store;
    this.#file = file;
  }

  /** Takes spans that `read` brings in OTLP protobuf. Throws a Refusal for anything else. */
  async take(format: Format, read: () => Promise<Buffer>): Promise<Added> {
    if (this.#underWay >= MAX_AT_ONCE) {
      this.refused += 1;
      throw new Refusal(429, 'Cannot take more spans now: too many requests are under way', {
        'retry-after': '1',
      });
    }
    this.#underWay += 1;
    try {
      const request = await read();
      const added = this.#store.add(request, format);
      if (added.accepted > 0) this.#file?.append(request, format);
      return added;
    } catch (error) {
      this.refused += 1;
      if (error instanceof MalformedProtobuf || error instanceof MalformedJson)
        throw new Refusal(400, error.message);
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }
}
