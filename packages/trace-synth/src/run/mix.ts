/**
 * The shapes that are sent: a few thousand at once, in turn at first, then at random. They slowly change, so that a long
 * run goes through many more, at a cost that stays small.
 */
import type { Encoding } from '../encode/part.ts';
import { makeTemplate, type Template } from '../encode/template.ts';
import type { Random } from '../shape/random.ts';
import type { ShapeMaker } from '../shape/shape.ts';

export interface MixOptions {
  maker: ShapeMaker;
  encoding: Encoding;
  /** Decides which shape is next. */
  random: Random;
  /** At most so many at once. */
  shapes: number;
  /** And no more once their bytes are this many. */
  maxBytes: number;
  /** Of the maker's traces, this one is the first; then every `step`-th. Lanes so share one maker's traces. */
  first: number;
  step: number;
}

/** Spans sent for each span of a new shape: making one takes as long as sending a dozen. */
const SPANS_PER_NEW = 1_000;

export class Mix {
  readonly #options: MixOptions;
  readonly #templates: Template[] = [];
  #bytes = 0;
  #full = false;
  /** At first each shape has its turn. */
  #turn = 0;
  #made = 0;
  #oldest = 0;
  /** Spans sent since there was a new shape, less what that one cost. */
  #credit = 0;

  constructor(options: MixOptions) {
    this.#options = options;
  }

  /** Makes shapes ahead, for so many ms of processor time at most. What is sent is the same with and without. */
  warm(ms: number): void {
    const begin = process.threadCpuUsage();
    const used = () => {
      const { user, system } = process.threadCpuUsage(begin);
      return (user + system) / 1_000;
    };
    while (!this.#full && used() < ms) this.#grow();
  }

  /** The next trace to send. */
  next(): Template {
    const { random, shapes } = this.#options;
    if (this.#turn < this.#templates.length || !this.#full) {
      if (this.#turn >= this.#templates.length) this.#grow();
      return this.#templates[this.#turn++] as Template;
    }
    if (shapes > 1 && this.#credit >= 0) return this.#renew();
    const template = this.#templates[random.int(this.#templates.length)] as Template;
    this.#credit += template.spans;
    return template;
  }

  #grow(): void {
    const { shapes, maxBytes } = this.#options;
    const template = this.#make();
    this.#templates.push(template);
    this.#bytes += template.bytes;
    this.#full = this.#templates.length >= shapes || this.#bytes >= maxBytes;
  }

  #renew(): Template {
    const template = this.#make();
    this.#templates[this.#oldest] = template;
    this.#oldest = (this.#oldest + 1) % this.#templates.length;
    this.#credit -= template.spans * SPANS_PER_NEW;
    return template;
  }

  #make(): Template {
    const { maker, encoding, first, step } = this.#options;
    return makeTemplate(maker, first + step * this.#made++, encoding);
  }
}
