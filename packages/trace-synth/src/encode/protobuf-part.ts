/** Spans in OTLP protobuf, and where in them ids and times stand. */
import type { Occasion, Part } from './part.ts';

/** A span begins: trace id, own id, start, end, then the parent's id if it has one. Here each value begins. */
const TRACE = 2;
const OWN = 20;
const START = 29;
const END = 38;
const PARENT = 48;
/** A link begins: trace id, span id. */
const LINK_SPAN = 20;
const WORD = 2 ** 32;

/** Where things begin in the bytes, and what goes there. */
export class ProtobufPlaces {
  readonly spanAt: Uint32Array;
  /** Of the span in its trace. */
  readonly index: Uint32Array;
  /** -1 for the root. */
  readonly parent: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly eventAt: Uint32Array;
  readonly eventTime: Float64Array;
  readonly linkAt: Uint32Array;
  /** How many traces back; 0 for this one. */
  readonly linkBack: Uint32Array;
  readonly linkSpan: Uint32Array;

  /** All in one piece of memory: there are many of them, and most are small. */
  constructor(spans: number, events: number, links: number) {
    const bytes = new ArrayBuffer(28 * spans + 12 * events + 12 * links);
    let at = 0;
    const doubles = (length: number) => {
      const array = new Float64Array(bytes, at, length);
      at += 8 * length;
      return array;
    };
    const words = (length: number) => {
      const array = new Uint32Array(bytes, at, length);
      at += 4 * length;
      return array;
    };
    // Doubles first: they have to begin at a multiple of eight.
    [this.start, this.end, this.eventTime] = [doubles(spans), doubles(spans), doubles(events)];
    [this.spanAt, this.index] = [words(spans), words(spans)];
    this.parent = new Int32Array(bytes, at, spans);
    at += 4 * spans;
    this.eventAt = words(events);
    [this.linkAt, this.linkBack, this.linkSpan] = [words(links), words(links), words(links)];
  }
}

export class ProtobufPart implements Part {
  readonly bytes: Uint8Array;
  readonly spans: number;
  readonly #places: ProtobufPlaces;

  constructor(bytes: Uint8Array, places: ProtobufPlaces) {
    this.bytes = bytes;
    this.spans = places.spanAt.length;
    this.#places = places;
  }

  patch(view: DataView, at: number, occasion: Occasion): void {
    const { spanAt, index, parent, start, end, eventAt, eventTime, linkAt } = this.#places;
    const { moment, shift, scale } = occasion;
    const { high } = moment;
    const origin = moment.low + shift;
    const { spans, trace } = occasion.ids;
    const t0 = trace[0] as number;
    const t1 = trace[1] as number;
    const t2 = trace[2] as number;
    const t3 = trace[3] as number;
    for (let i = 0; i < spanAt.length; i++) {
      const from = at + (spanAt[i] as number);
      view.setUint32(from + TRACE, t0, true);
      view.setUint32(from + TRACE + 4, t1, true);
      view.setUint32(from + TRACE + 8, t2, true);
      view.setUint32(from + TRACE + 12, t3, true);
      const own = 2 * (index[i] as number);
      view.setUint32(from + OWN, spans[own] as number, true);
      view.setUint32(from + OWN + 4, spans[own + 1] as number, true);
      putTime(view, from + START, high, origin + Math.floor((start[i] as number) * scale));
      putTime(view, from + END, high, origin + Math.floor((end[i] as number) * scale));
      const above = parent[i] as number;
      if (above >= 0) {
        view.setUint32(from + PARENT, spans[2 * above] as number, true);
        view.setUint32(from + PARENT + 4, spans[2 * above + 1] as number, true);
      }
    }
    for (let i = 0; i < eventAt.length; i++) {
      const time = origin + Math.floor((eventTime[i] as number) * scale);
      putTime(view, at + (eventAt[i] as number), high, time);
    }
    if (linkAt.length > 0) this.#patchLinks(view, at, occasion);
  }

  #patchLinks(view: DataView, at: number, { ids, earlier }: Occasion): void {
    const { linkAt, linkBack, linkSpan } = this.#places;
    for (let i = 0; i < linkAt.length; i++) {
      const from = at + (linkAt[i] as number);
      const back = linkBack[i] as number;
      const span = 2 * (linkSpan[i] as number);
      for (let word = 0; word < 4; word++) {
        const value = back === 0 ? ids.trace[word] : earlier.word(back, word);
        view.setUint32(from + TRACE + 4 * word, value as number, true);
      }
      for (let word = 0; word < 2; word++) {
        const value = back === 0 ? ids.spans[span + word] : earlier.word(back, 4 + word);
        view.setUint32(from + LINK_SPAN + 4 * word, value as number, true);
      }
    }
  }
}

/** `low` may be below 0 or more than 32 bits; what is beyond them is added to `high`. */
function putTime(view: DataView, at: number, high: number, low: number): void {
  view.setUint32(at, low, true);
  view.setUint32(at + 4, high + Math.floor(low / WORD), true);
}
