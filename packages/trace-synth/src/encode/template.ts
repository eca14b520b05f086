/** A trace's shape, encoded: its parts are copied out each time that it is sent. */
import type { Shape, ShapeMaker, ShapeResource, ShapeSpan, StreamedShape } from '../shape/shape.ts';
import type { Encoding, Part } from './part.ts';

/** Spans of one part at most: a larger trace goes into several, and so into several requests. */
const PART_SPANS = 500;
/** A larger trace is not kept: it is made and encoded anew, part by part, each time. */
const MAX_KEPT_SPANS = 20_000;

export interface Template {
  readonly spans: number;
  /** Nanoseconds from the trace's start to its last span's end. */
  readonly end: number;
  /** What it takes in memory. */
  readonly bytes: number;
  /** @param earlierTraces links that reach further back than these are left out */
  parts(earlierTraces: number): Iterator<Part, undefined>;
}

export function makeTemplate(maker: ShapeMaker, index: number, encoding: Encoding): Template {
  const streamed = maker.stream(index);
  if (streamed.size > MAX_KEPT_SPANS) return streamedTemplate(streamed, encoding);
  return keptTemplate({ resources: streamed.resources, spans: [...streamed.spans()] }, encoding, () =>
    maker.make(index),
  );
}

/** Tables beside the bytes, for each span. */
const TABLE_BYTES = 32;

/** @param again makes the shape again, to leave links out: it is larger than its bytes, and not kept */
function keptTemplate(shape: Shape, encoding: Encoding, again: () => Shape): Template {
  const whole = [...encodeParts(shape.resources, shape.spans, encoding, Infinity)];
  const { end, back } = measure(shape.spans);
  const spans = shape.spans.length;
  return {
    spans,
    end,
    bytes: whole.reduce((sum, part) => sum + part.bytes.length, TABLE_BYTES * spans),
    parts: (earlier) => (earlier >= back ? whole.values() : encodeAgain(again(), encoding, earlier)),
  };
}

const encodeAgain = ({ resources, spans }: Shape, encoding: Encoding, earlierTraces: number) =>
  encodeParts(resources, spans, encoding, earlierTraces);

/** Its end is taken to be its root's: all spans would have to be made to know better. */
function streamedTemplate(shape: StreamedShape, encoding: Encoding): Template {
  const [root] = shape.spans();
  const end = root ? root.start + root.duration : 0;
  const parts = (earlier: number) => encodeParts(shape.resources, shape.spans(), encoding, earlier);
  return { spans: shape.size, end, bytes: 0, parts };
}

function* encodeParts(
  resources: readonly ShapeResource[],
  spans: Iterable<ShapeSpan>,
  encoding: Encoding,
  earlierTraces: number,
): Generator<Part, undefined> {
  let first = 0;
  let slice: ShapeSpan[] = [];
  for (const span of spans) {
    slice.push(span);
    if (slice.length < PART_SPANS) continue;
    yield encoding.encode({ resources, spans: slice, first, earlierTraces });
    first += slice.length;
    slice = [];
  }
  if (slice.length > 0) yield encoding.encode({ resources, spans: slice, first, earlierTraces });
  return undefined;
}

function measure(spans: Iterable<ShapeSpan>): { end: number; back: number } {
  let end = 0;
  let back = 0;
  for (const { start, duration, links } of spans) {
    end = Math.max(end, start + duration);
    for (const { trace } of links) back = Math.max(back, -trace);
  }
  return { end, back };
}
