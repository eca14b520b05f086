/**
 * A span processor that exports each span until it is accepted.
 *
 * The SDK's own does not: after about five tries within 10 s an OTLP exporter reports a failure, the Zipkin exporter at
 * once, and the BatchSpanProcessor then drops the batch. How many spans that would have been is counted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';

/** As many as the SDK puts into a request. */
const MOST_PER_EXPORT = 512;

export interface Pace {
  /** How long spans are gathered before they are exported, in ms. */
  readonly gather: number;
  /** How long to wait after a failed export, in ms. */
  readonly pause: number;
}

export class UntilAccepted implements SpanProcessor {
  /** Spans whose first export failed: without this class they were lost. */
  givenUp = 0;
  readonly #exporter: SpanExporter;
  readonly #accepted: (span: ReadableSpan) => void;
  readonly #pace: Pace;
  readonly #waiting: ReadableSpan[] = [];
  /** How many of the waiting spans, from the first on, were exported before. */
  #failed = 0;
  #stopped = false;
  readonly #done: Promise<void>;

  constructor(
    exporter: SpanExporter,
    accepted: (span: ReadableSpan) => void,
    pace: Pace = { gather: 250, pause: 500 },
  ) {
    this.#exporter = exporter;
    this.#accepted = accepted;
    this.#pace = pace;
    this.#done = this.#exportAll();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#waiting.push(span);
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends when every span has been accepted, however long that takes. */
  async shutdown(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    await this.#exporter.shutdown();
  }

  async #exportAll(): Promise<void> {
    while (!this.#stopped || this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MOST_PER_EXPORT);
      const result = batch.length > 0 ? await this.#export(batch) : undefined;
      if (result?.code === ExportResultCode.FAILED) {
        this.givenUp += Math.max(0, batch.length - this.#failed);
        this.#failed = Math.max(this.#failed, batch.length);
        await sleep(this.#pace.pause);
        continue;
      }
      this.#waiting.splice(0, batch.length).forEach(this.#accepted);
      this.#failed = Math.max(0, this.#failed - batch.length);
      if (this.#waiting.length < MOST_PER_EXPORT) await sleep(this.#pace.gather);
    }
  }

  #export(batch: ReadableSpan[]): Promise<ExportResult> {
    return new Promise((resolve) => this.#exporter.export(batch, resolve));
  }
}
