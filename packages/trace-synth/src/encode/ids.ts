/**
 * Fresh trace and span ids that look random and are never the same twice: a counter, sent through a keyed permutation of
 * 64-bit numbers (a Feistel network of four rounds). A permutation gives different outputs for different inputs, and no
 * two lanes ever count through the same inputs. So there is nothing to remember, and an id can be made again later.
 */
import { Random } from '../shape/random.ts';

/** How many lanes may share a seed, and how far each may count: 20 and 44 of the 64 bits. */
export const MAX_LANES = 2 ** 20;
const COUNTER_HIGH_BITS = 12;
const WORD = 2 ** 32;
const MAX_COUNT = 2 ** 44;

/** The ids of one trace, as words of 32 bits whose lowest byte is written first. */
export class TraceIds {
  readonly trace = new Uint32Array(4);
  /** Two words for each span. */
  spans = new Uint32Array(2 * 1_024);
}

/** From which a trace's ids can be made again. */
export interface IdMark {
  trace: number;
  span: number;
}

export class IdSource {
  readonly #lane: number;
  readonly #traceKeys: Int32Array;
  readonly #tailKeys: Int32Array;
  readonly #spanKeys: Int32Array;
  readonly #out = new Uint32Array(2);
  #nextTrace = 1;
  #nextSpan = 1;

  /** @param lane of those with this seed; each counts for itself. @throws RangeError if there cannot be so many. */
  constructor(seed: number, lane: number) {
    if (!(lane >= 0 && lane < MAX_LANES)) {
      throw new RangeError(`Cannot make ids for lane ${lane}: there are ${MAX_LANES} at most`);
    }
    const random = new Random(seed, 0x1d5);
    const keys = () => Int32Array.from({ length: 4 }, () => random.uint32() | 0);
    this.#lane = lane;
    [this.#traceKeys, this.#tailKeys, this.#spanKeys] = [keys(), keys(), keys()];
  }

  /** Where the next trace's ids will come from. */
  mark(): IdMark {
    return { trace: this.#nextTrace, span: this.#nextSpan };
  }

  /** Goes back to a mark: the same ids will come again. */
  rewind(mark: IdMark): void {
    this.#nextTrace = mark.trace;
    this.#nextSpan = mark.span;
  }

  /** Writes the ids of a trace with so many spans. */
  next(ids: TraceIds, spans: number): void {
    this.#nextTrace = this.#fill(this.#nextTrace, this.#traceKeys, ids.trace, 1);
    permute(ids.trace[0] as number, ids.trace[1] as number, this.#tailKeys, this.#out, 0);
    ids.trace[2] = this.#out[0] as number;
    ids.trace[3] = this.#out[1] as number;
    if (ids.spans.length < 2 * spans) ids.spans = new Uint32Array(3 * spans);
    this.#nextSpan = this.#fill(this.#nextSpan, this.#spanKeys, ids.spans, spans);
  }

  #fill(counter: number, keys: Int32Array, into: Uint32Array, count: number): number {
    if (counter + count >= MAX_COUNT) throw new Error('Cannot make more ids: this seed is used up');
    let low = (counter % WORD) | 0;
    let high = (this.#lane << COUNTER_HIGH_BITS) | Math.floor(counter / WORD);
    let next = counter;
    for (let index = 0; index < count; index++) {
      permute(high, low, keys, into, 2 * index);
      // All zeros is no id: one input of 2^64 gives it, and is passed over.
      if (into[2 * index] === 0 && into[2 * index + 1] === 0) index -= 1;
      next += 1;
      low = (low + 1) | 0;
      if (low === 0) high += 1;
    }
    return next;
  }
}

/** A permutation of 64-bit numbers: each half in turn is changed by what only depends on the other half. */
function permute(high: number, low: number, keys: Int32Array, into: Uint32Array, at: number): void {
  let left = high | 0;
  let right = low | 0;
  left ^= mix(right ^ (keys[0] as number));
  right ^= mix(left ^ (keys[1] as number));
  left ^= mix(right ^ (keys[2] as number));
  right ^= mix(left ^ (keys[3] as number));
  into[at] = left;
  into[at + 1] = right;
}

/** Source: the finaliser of xxHash32. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae3d);
  return mixed ^ (mixed >>> 16);
}

/** As text, as query APIs give it. */
export const idText = (words: Uint32Array, from: number, to: number): string =>
  Buffer.from(words.buffer, words.byteOffset + from * 4, (to - from) * 4).toString('hex');
