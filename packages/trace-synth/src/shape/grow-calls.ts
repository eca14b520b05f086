/** A trace that follows the calls of a topology, from its start to the last thing it set off. */
import type { CompiledCall, CompiledOperation, CompiledService } from './compile.ts';
import type { RaisedFailure } from './failure.ts';
import type { Random } from './random.ts';
import type { Shape, ShapeResource } from './shape.ts';
import { closeSpan, openSpan, type GrowingSpan } from './span-writer.ts';
import type { ValueSource } from './values.ts';

interface Outcome {
  readonly end: number;
  readonly failure?: RaisedFailure;
}

/** Hands out the host that a service has in this trace. */
export interface TraceHosts {
  readonly resources: ShapeResource[];
  /** Index in `resources`. */
  resource(service: CompiledService): number;
}

export function growCalls(
  start: CompiledOperation,
  hosts: TraceHosts,
  source: ValueSource,
  maxSpans: number,
): Shape {
  const growth = new Growth(hosts, source, maxSpans);
  growth.run(start, -1, 0, 0);
  return { resources: hosts.resources, spans: growth.spans };
}

class Growth {
  readonly spans: GrowingSpan[] = [];
  readonly #hosts: TraceHosts;
  readonly #source: ValueSource;
  readonly #random: Random;
  readonly #maxSpans: number;

  constructor(hosts: TraceHosts, source: ValueSource, maxSpans: number) {
    this.#hosts = hosts;
    this.#source = source;
    this.#random = source.random;
    this.#maxSpans = maxSpans;
  }

  /** One operation with all it calls. What it does itself lies before, between and after its calls, in equal parts. */
  run(operation: CompiledOperation, parent: number, start: number, resent: number): Outcome {
    const random = this.#random;
    const variant = operation.variants[operation.pickVariant(random)];
    const resource = this.#hosts.resource(operation.service);
    const index = this.spans.length;
    const span = openSpan(
      operation,
      variant,
      { resource, parent, parentSpan: this.spans[parent] },
      this.#source,
    );
    this.spans.push(span);

    const stages = variant?.stages ?? [];
    const own = this.#ownFailure(operation);
    const failsAt = own ? random.int(stages.length + 1) : Infinity;
    const gap = Math.floor(operation.self(random) / (stages.length + 1));
    const afterwards: CompiledCall[] = [];
    let now = start + gap;
    let failure: RaisedFailure | undefined;
    for (const [at, stage] of stages.entries()) {
      if (at === failsAt) break;
      const ends = stage.map((call) => this.#call(call, index, now, afterwards));
      now = Math.max(now, ...ends.map(({ end }) => end)) + gap;
      failure = ends.find((each) => each.failure)?.failure;
      if (failure) break;
    }
    const origin = failure === undefined && own !== undefined;
    failure ??= own;
    const host = this.#hosts.resources[resource];
    if (host) closeSpan(span, operation, host, { start, end: now, failure, origin, resent });
    for (const call of afterwards) this.run(call.operation, index, now + call.delay(random), 0);
    return { end: now, failure };
  }

  #ownFailure({ failures }: CompiledOperation): RaisedFailure | undefined {
    if (failures.length === 0) return undefined;
    let at = this.#random.next();
    for (const { rate, failure } of failures) {
      if (at < rate) return failure;
      at -= rate;
    }
    return undefined;
  }

  /** All calls of one line of the topology. What begins after the caller's end goes to `afterwards`. */
  #call(call: CompiledCall, parent: number, now: number, afterwards: CompiledCall[]): Outcome {
    const random = this.#random;
    const count = random.chance(call.chance) ? call.count(random) : 0;
    let [end, failure]: [number, RaisedFailure | undefined] = [now, undefined];
    for (let turn = 0; turn < count && this.spans.length < this.#maxSpans; turn += 1) {
      if (call.async === 'after') {
        afterwards.push(call);
        continue;
      }
      if (call.async === 'during') {
        this.run(call.operation, parent, now + call.delay(random), 0);
        continue;
      }
      const each = this.#attempts(call, parent, call.repeat === 'parallel' ? now : end);
      end = Math.max(end, each.end);
      if (each.failure && call.onError === 'fail') {
        failure ??= each.failure;
        if (call.repeat === 'sequential') break;
      }
    }
    return { end, failure };
  }

  #attempts(call: CompiledCall, parent: number, start: number): Outcome {
    let outcome = this.run(call.operation, parent, start, 0);
    for (let tried = 1; tried < call.attempts && outcome.failure; tried += 1) {
      if (this.spans.length >= this.#maxSpans) break;
      const wait = call.backoff * 2 ** (tried - 1) * (0.5 + this.#random.next() / 2);
      outcome = this.run(call.operation, parent, outcome.end + Math.round(wait), tried);
    }
    return outcome;
  }
}
