/**
 * What a recorded Jaeger was asked, and ours is asked in the tests: paths of the query API, as the Jaeger UI and
 * Grafana's data source send them, and wrong ones. A line that begins with POST has one of `BODIES` at its end.
 */
import { BEGIN, CART, exampleTraces, ORPHAN, SHORT } from './example-traces.ts';

const TIMES = `start=${BEGIN - 60_000_000}&end=${BEGIN + 60_000_000}`;
const V3_TIMES = 'query.start_time_min=2026-11-21T09:00:00Z&query.start_time_max=2026-11-21T11:00:00Z';
const tags = (pairs: Record<string, string>): string => encodeURIComponent(JSON.stringify(pairs));

const BODIES: Record<string, string> = {
  examples: JSON.stringify(exampleTraces),
  malformed: '{"resourceSpans": [',
  'wrong-type': '{"resourceSpans": {"a": 1}}',
};

export const QUESTIONS: readonly string[] = [
  '/api/services',
  '/api/services/shop/operations',
  '/api/operations?service=shop',
  '/api/operations?service=shop&spanKind=client',
  '/api/operations',
  `/api/traces/${CART}`,
  `/api/traces/${CART.replace(/^0+/, '')}`,
  `/api/traces/${ORPHAN}?raw=true`,
  '/api/traces/ff',
  '/api/traces/xyz',
  `/api/traces/${CART}?start=x`,
  `/api/traces/${CART}?raw=x`,
  `/api/traces?traceID=${CART}&traceID=ff`,
  '/api/traces?traceID=zz',
  '/api/traces',
  `/api/traces?service=nobody&${TIMES}`,
  `/api/traces?service=shop&${TIMES}`,
  `/api/traces?service=shop&operation=publish&${TIMES}`,
  `/api/traces?service=shop&start=${BEGIN + 1_000_000}&end=${BEGIN + 60_000_000}`,
  `/api/traces?service=shop&minDuration=1.4ms&maxDuration=1500us&${TIMES}`,
  `/api/traces?service=shop&minDuration=1000ns&maxDuration=1us&${TIMES}`,
  `/api/traces?service=shop&minDuration=1m30s&${TIMES}`,
  `/api/traces?service=shop&limit=1&operation=publish&${TIMES}`,
  `/api/traces?service=shop&tag=http.route:/cart&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'cart.total': '12.5', 'cart.express': 'true' })}&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'cart.big': '9007199254740993' })}&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'cart.items': '["a",2,false]' })}&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'cart.owner': '{"name":"Ada"}' })}&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'process.pid': '42', 'cart.note': '' })}&${TIMES}`,
  `/api/traces?service=shop&tags=${tags({ 'http.route': '/other' })}&${TIMES}`,
  `/api/traces?service=stock&tags=${tags({ 'exception.type': 'Error' })}&${TIMES}`,
  `/api/traces?service=shop&${TIMES}&limit=x`,
  `/api/traces?service=shop&${TIMES}&minDuration=3`,
  `/api/traces?service=shop&${TIMES}&minDuration=5ms&maxDuration=1ms`,
  `/api/traces?service=shop&${TIMES}&tags=nojson`,
  `/api/traces?service=shop&${TIMES}&tags=${encodeURIComponent('{"a":1}')}`,
  `/api/traces?service=shop&${TIMES}&tag=a`,
  '/api/traces?service=shop&start=x',
  `/api/dependencies?endTs=${BEGIN / 1_000 + 60_000}&lookback=120000`,
  `/api/dependencies?endTs=${BEGIN / 1_000 - 60_000}&lookback=120000`,
  '/api/dependencies?endTs=x',
  '/api/dependencies?endTs=1&lookback=x',
  '/api/metrics/latencies?service=shop',
  '/api/metrics/calls',
  '/api/v3/services',
  '/api/v3/operations?service=shop',
  '/api/v3/operations?service=shop&span_kind=producer',
  '/api/v3/operations',
  `/api/v3/traces/${CART}`,
  '/api/v3/traces/zz',
  '/api/v3/traces/ff',
  `/api/v3/traces/${SHORT}?raw_traces=x`,
  '/api/v3/traces',
  '/api/v3/traces?query.start_time_min=x&query.start_time_max=y',
  `/api/v3/traces?${V3_TIMES}&query.num_traces=x`,
  `/api/v3/traces?${V3_TIMES}&query.num_traces=9&query.service_name=nobody`,
  `/api/v3/traces?${V3_TIMES}&query.num_traces=9&query.service_name=stock&query.duration_min=100ms`,
  `/api/v3/traces?${V3_TIMES}&query.num_traces=9&query.operation_name=publish`,
  // The Jaeger UI's search form and trace page; Grafana's, which leaves parameters empty.
  `/api/traces?service=shop&operation=&minDuration=&maxDuration=&lookback=custom&limit=20&${TIMES}`,
  `/api/traces?service=shop&operation=GET%20%2Fcart&lookback=1h&limit=20&${TIMES}`,
  `/api/traces/${CART}?${TIMES}`,
  `/api/traces/${CART}?start=&end=&raw=`,
  '/api/services/nobody/operations',
  '/api/operations?service=nobody',
  `/api/dependencies?endTs=${BEGIN / 1_000 + 60_000}&lookback=120000&service=mailer`,
  '/api/v3/operations?service=shop&span_kind=',
  '/api/v3/operations?service=nobody',
  `/api/v3/traces?${V3_TIMES}&query.num_traces=9&query.service_name=shop&query.duration_max=1ms`,
  `/api/v3/traces?${V3_TIMES}&query.num_traces=9&query.duration_min=x`,
  `/api/v3/traces/${CART}?start_time=2026-11-21T09:00:00Z&end_time=2026-11-21T11:00:00Z&raw_traces=true`,
  `/api/v3/traces/${CART}?start_time=x`,
  '/api/metrics/latencies?service=shop&quantile=x',
  '/api/metrics/calls?service=shop&spanKind=odd',
  '/api/metrics/errors?service=shop&step=x',
  'POST /api/transform examples',
  'POST /api/transform malformed',
  'POST /api/transform wrong-type',
];

export interface Answer {
  status: number;
  body: unknown;
}

export async function ask(url: string, question: string): Promise<Answer> {
  const [, path = question, body = ''] = /^POST (\S+) (\S+)$/.exec(question) ?? [];
  const response = await fetch(url + path, body ? { method: 'POST', body: BODIES[body] } : {});
  return { status: response.status, body: await response.json() };
}
