import { describe, expect, it } from 'vitest';
import { readTraces } from './read-traces.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const otlp = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
      scopeSpans: [{ spans: [{ traceId: TRACE, spanId: SPAN, name: 'GET /', kind: 2, startTimeUnixNano: '1000000', endTimeUnixNano: '3000000' }] }],
    },
  ],
}; // prettier-ignore
const jaeger = {
  data: [
    {
      traceID: TRACE,
      spans: [{ traceID: TRACE, spanID: SPAN, operationName: 'GET /', startTime: 1_000, duration: 2_000, processID: 'p1', references: [] }],
      processes: { p1: { serviceName: 'web', tags: [] } },
    },
  ],
}; // prettier-ignore
const zipkin = [{ traceId: TRACE, id: SPAN, name: 'GET /', timestamp: 1_000, duration: 2_000, localEndpoint: { serviceName: 'web' } }]; // prettier-ignore

describe('readTraces()', () => {
  it.each([
    ['OTLP JSON', JSON.stringify(otlp)],
    [
      'OTLP JSON on lines of its own',
      `${JSON.stringify(otlp)}\n\n${JSON.stringify({ resourceSpans: [] })}\n`,
    ],
    ['Jaeger JSON', JSON.stringify(jaeger)],
    ['Zipkin JSON', JSON.stringify(zipkin)],
  ])('reads %s', (_, text) => {
    const [trace] = readTraces(text, 'traces.json');
    expect(trace?.roots[0]?.span).toMatchObject({ service: 'web', name: 'GET /', duration: 2_000 });
  });

  it.each([
    ['hello', 'line 1 is not JSON'],
    ['{"resourceSpans":[]}\nbroken', 'line 2 is not JSON'],
    ['{"spans":[]}', 'it is neither OTLP JSON (resourceSpans), Jaeger JSON (data) nor Zipkin JSON (a list)'],
    ['[]', 'there are no spans in it'],
    ['[{"traceId":1}]', 'must be a string'],
  ])('refuses %j with a reason', (text, message) => {
    expect(() => readTraces(text, 'traces.json')).toThrow(/^Cannot learn from traces\.json: /);
    expect(() => readTraces(text, 'traces.json')).toThrow(message);
  });
});
