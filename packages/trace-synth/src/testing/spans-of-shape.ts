/** For tests: a shape as the spans that a reader of its bytes would see. */
import { buildTrace, microseconds, type Span, type Trace } from '@tracewalk/trace-model';
import type { Shape, ShapeAttributes } from '../shape/shape.ts';

const EPOCH_MICROS = 1_790_000_000_000_000;
const micros = (nanos: number) => Math.floor(nanos / 1_000);
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** @param number the trace's; its ids are made from it */
export function traceOfShape({ resources, spans }: Shape, number: number): Trace {
  const traceId = hex(number + 1, 32);
  return buildTrace(
    spans.map((span, index): Span => {
      const resource = resources[span.resource];
      const start = micros(span.start);
      return {
        traceId,
        spanId: hex(index + 1, 16),
        ...(span.parent >= 0 && { parentSpanId: hex(span.parent + 1, 16) }),
        name: span.name,
        kind: span.kind,
        start: microseconds(EPOCH_MICROS + number * 1_000_000 + start),
        duration: microseconds(micros(span.start + span.duration) - start),
        status: span.status,
        statusMessage: span.statusMessage,
        service: resource?.service ?? '',
        resource: record(resource?.attributes ?? []),
        attributes: record(span.attributes),
        events: span.events.map(({ name, at, attributes }) => ({
          name,
          time: microseconds(EPOCH_MICROS + number * 1_000_000 + micros(at)),
          attributes: record(attributes),
        })),
        links: span.links.map((link) => ({
          traceId: hex(Math.max(1, number + 1 + link.trace), 32),
          spanId: hex(link.span + 1, 16),
          attributes: record(link.attributes),
        })),
        warnings: [],
      };
    }),
  );
}

const record = (attributes: ShapeAttributes) => Object.fromEntries(attributes);
