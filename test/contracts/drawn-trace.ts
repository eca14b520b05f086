/**
 * Traces drawn as text, for the tests: a line is a span, below its parent and two blanks further in.
 *
 *     frontend SERVER GET /api/profiles/:id
 *       frontend CLIENT GET
 *         user SERVER GET /users/:id | demo.propagation.format=tracecontext
 *
 * Behind the bar stand its attributes; `link` by itself is a link to the parent.
 */
import { microseconds, type Span, type SpanKind } from '@tracewalk/trace-model';

/** How each service exports. */
const EXPORTS: Readonly<Record<string, string>> = {
  profile: 'zipkin',
  heartbeats: 'zipkin',
  'event-display': 'zipkin',
  drain: 'otlp-grpc',
  scheduler: 'otlp-grpc',
  coinflip: 'otlp-grpc',
};

let traces = 0;

/** The spans of a new trace, in the order of the lines. */
export function drawnSpans(drawing: string, start = Date.now() * 1_000): Span[] {
  traces += 1;
  const traceId = traces.toString(16).padStart(32, '0');
  const open: Span[] = [];
  const spans: Span[] = [];
  for (const line of drawing.split('\n').filter((each) => each.trim() !== '')) {
    const depth = (line.length - line.trimStart().length) / 2;
    const span = readLine(line.trim(), traceId, spans.length, open[depth - 1], start);
    open[depth] = span;
    spans.push(span);
  }
  return spans;
}

function readLine(
  line: string,
  traceId: string,
  index: number,
  parent: Span | undefined,
  start: number,
): Span {
  const [, service = '', kind, name = '', notes = ''] =
    /^(\S+) ([A-Z]+) ([^|]+?)(?: \| (.*))?$/.exec(line) ?? [];
  const words = notes.split(' ').filter((word) => word !== '');
  const pairs = words.filter((word) => word.includes('=')).map((word) => word.split('='));
  return {
    traceId,
    spanId: `${traces.toString(16)}${(index + 1).toString(16).padStart(4, '0')}`.padStart(16, '0'),
    ...(parent && { parentSpanId: parent.spanId }),
    name,
    kind: kind as SpanKind,
    start: microseconds(start + index * 1_000),
    duration: microseconds(100_000 - index * 2_000),
    status: 'unset',
    service,
    resource: {},
    attributes: {
      ...(Object.fromEntries(pairs) as Record<string, string>),
      'internal.span.format': EXPORTS[service] ?? 'otlp-http',
    },
    events: [],
    links: words.includes('link') && parent ? [{ traceId, spanId: parent.spanId, attributes: {} }] : [],
    warnings: [],
  };
}
