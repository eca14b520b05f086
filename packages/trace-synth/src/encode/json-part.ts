/** JSON text with room for ids, times and durations: how it is built, and how it is filled in. */
import { lowerHex, put3, putHex, putMicros, putPadded, upperHex } from './digits.ts';
import type { Occasion, Part } from './part.ts';

/** Used by one builder after the other: it has grown to what shapes need. */
let scratch = Buffer.allocUnsafeSlow(65_536);

/** Text that grows, with places to be filled in. One at a time: `part` has to come before the next builder. */
export class JsonBuilder {
  #at = 0;
  readonly #traces: number[] = [];
  readonly #ids: number[] = [];
  readonly #earlierTraces: number[] = [];
  readonly #earlierRoots: number[] = [];
  readonly #nanos: number[] = [];
  readonly #micros: number[] = [];
  readonly #durations: number[] = [];

  text(text: string): this {
    this.#reserve(text.length * 3);
    this.#at += scratch.write(text, this.#at);
    return this;
  }

  /** @param back 0 for this trace, n for the one n traces ago */
  traceId(back = 0): this {
    if (back === 0) this.#traces.push(this.#at);
    else this.#earlierTraces.push(this.#at, back);
    return this.#room(32);
  }

  /** Of an earlier trace: its root's. */
  spanId(span: number, back = 0): this {
    if (back === 0) this.#ids.push(this.#at, span);
    else this.#earlierRoots.push(this.#at, back);
    return this.#room(16);
  }

  /** Nanoseconds after the trace's start, as the 19 digits of a point in time. */
  nanos(time: number): this {
    this.#nanos.push(this.#at, time);
    return this.#room(19);
  }

  /** As 16 digits in microseconds. */
  micros(time: number): this {
    this.#micros.push(this.#at, time);
    return this.#room(16);
  }

  /** Microseconds between two points in time. */
  duration(start: number, end: number): this {
    // Stretching may add a digit.
    const width = String(Math.ceil((end - start) / 1_000) * 2 + 2).length;
    this.#durations.push(this.#at, width, start, end);
    return this.#room(width);
  }

  part(spans: number): JsonPart {
    return new JsonPart(new Uint8Array(scratch.subarray(0, this.#at)), spans, {
      traces: Uint32Array.from(this.#traces),
      ids: Uint32Array.from(this.#ids),
      earlierTraces: Uint32Array.from(this.#earlierTraces),
      earlierRoots: Uint32Array.from(this.#earlierRoots),
      nanos: Float64Array.from(this.#nanos),
      micros: Float64Array.from(this.#micros),
      durations: Float64Array.from(this.#durations),
    });
  }

  #room(size: number): this {
    this.#reserve(size);
    scratch.fill('0', this.#at, this.#at + size);
    this.#at += size;
    return this;
  }

  #reserve(size: number): void {
    if (this.#at + size <= scratch.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (scratch.length + size));
    scratch.copy(larger, 0, 0, this.#at);
    scratch = larger;
  }
}

/** Each list is flat: the fields of one place after those of the place before. */
interface JsonPlaces {
  /** at */
  traces: Uint32Array;
  /** at, span */
  ids: Uint32Array;
  /** at, back */
  earlierTraces: Uint32Array;
  /** at, back */
  earlierRoots: Uint32Array;
  /** at, time */
  nanos: Float64Array;
  /** at, time */
  micros: Float64Array;
  /** at, width, start, end */
  durations: Float64Array;
}

export class JsonPart implements Part {
  readonly bytes: Uint8Array;
  readonly spans: number;
  readonly #places: JsonPlaces;

  constructor(bytes: Uint8Array, spans: number, places: JsonPlaces) {
    this.bytes = bytes;
    this.spans = spans;
    this.#places = places;
  }

  patch(view: DataView, at: number, occasion: Occasion): void {
    this.#patchIds(view, at, occasion);
    const { seconds, nanos: origin } = occasion.moment;
    const { shift, scale } = occasion;
    const { nanos, micros, durations } = this.#places;
    // The first eight digits of a point in time are hundreds of seconds.
    const upper = Math.floor(seconds / 100);
    const base = (seconds - upper * 100) * 1e6 + origin / 1_000;
    for (let i = 0; i < micros.length; i += 2) {
      const time = Math.floor((shift + Math.floor((micros[i + 1] as number) * scale)) / 1_000);
      putMicros(view, at + (micros[i] as number), upper, base + time);
    }
    for (let i = 0; i < nanos.length; i += 2) {
      const time = shift + Math.floor((nanos[i + 1] as number) * scale);
      const whole = Math.floor(time / 1_000);
      putMicros(view, at + (nanos[i] as number), upper, base + whole);
      put3(view, at + (nanos[i] as number) + 16, time - whole * 1_000);
    }
    for (let i = 0; i < durations.length; i += 4) {
      const start = Math.floor((shift + Math.floor((durations[i + 2] as number) * scale)) / 1_000);
      const end = Math.floor((shift + Math.floor((durations[i + 3] as number) * scale)) / 1_000);
      // Zipkin takes a duration of 0 for one that is not known.
      const width = durations[i + 1] as number;
      putPadded(view, at + (durations[i] as number), width, Math.max(1, end - start));
    }
  }

  #patchIds(view: DataView, at: number, { ids: { trace, spans }, earlier }: Occasion): void {
    const { traces, ids, earlierTraces, earlierRoots } = this.#places;
    const [a = 0, b = 0, c = 0, d = 0] = trace;
    const [a0, a1, b0, b1] = [lowerHex(a), upperHex(a), lowerHex(b), upperHex(b)];
    const [c0, c1, d0, d1] = [lowerHex(c), upperHex(c), lowerHex(d), upperHex(d)];
    for (let i = 0; i < traces.length; i++) {
      const from = at + (traces[i] as number);
      view.setUint32(from, a0, true);
      view.setUint32(from + 4, a1, true);
      view.setUint32(from + 8, b0, true);
      view.setUint32(from + 12, b1, true);
      view.setUint32(from + 16, c0, true);
      view.setUint32(from + 20, c1, true);
      view.setUint32(from + 24, d0, true);
      view.setUint32(from + 28, d1, true);
    }
    for (let i = 0; i < ids.length; i += 2) {
      const from = at + (ids[i] as number);
      const span = 2 * (ids[i + 1] as number);
      putHex(view, from, spans[span] as number);
      putHex(view, from + 8, spans[span + 1] as number);
    }
    for (let i = 0; i < earlierTraces.length; i += 2) {
      const [place = 0, back = 0] = earlierTraces.subarray(i);
      for (let word = 0; word < 4; word++) putHex(view, at + place + 8 * word, earlier.word(back, word));
    }
    for (let i = 0; i < earlierRoots.length; i += 2) {
      const [place = 0, back = 0] = earlierRoots.subarray(i);
      for (let word = 0; word < 2; word++) putHex(view, at + place + 8 * word, earlier.word(back, 4 + word));
    }
  }
}
