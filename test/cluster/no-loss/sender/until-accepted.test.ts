import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { UntilAccepted } from './until-accepted.ts';

const AT_ONCE = { gather: 0, pause: 0 };
const span = (name: string) => ({ name }) as ReadableSpan;

/** Refuses the first so many exports. */
function exporterThatRefuses(times: number) {
  const exports: string[][] = [];
  const exporter: SpanExporter = {
    export(spans, done) {
      exports.push(spans.map(({ name }) => name));
      done({ code: exports.length > times ? ExportResultCode.SUCCESS : ExportResultCode.FAILED });
    },
    shutdown: () => Promise.resolve(),
  };
  return { exporter, exports };
}

describe('UntilAccepted', () => {
  it('exports a batch again until it is accepted, and says so once for each span', async () => {
    const { exporter, exports } = exporterThatRefuses(2);
    const accepted: string[] = [];
    const processor = new UntilAccepted(exporter, ({ name }) => accepted.push(name), AT_ONCE);
    for (const name of ['a', 'b']) processor.onEnd(span(name));
    await processor.shutdown();

    expect(exports).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(accepted).toEqual(['a', 'b']);
  });

  it('counts the spans that the SDK alone would have dropped: each once, however often its export fails', async () => {
    const { exporter } = exporterThatRefuses(3);
    const processor = new UntilAccepted(exporter, () => undefined, AT_ONCE);
    for (const name of ['a', 'b', 'c']) processor.onEnd(span(name));
    await processor.shutdown();

    expect(processor.givenUp).toBe(3);
  });

  it('puts no more spans into an export than the SDK would', async () => {
    const { exporter, exports } = exporterThatRefuses(0);
    const processor = new UntilAccepted(exporter, () => undefined, AT_ONCE);
    for (let index = 0; index < 600; index++) processor.onEnd(span('a'));
    await processor.shutdown();

    expect(exports.map((batch) => batch.length)).toEqual([512, 88]);
  });
});
