/** What a stranger may send in the headers of context, and which trace is to come of it. */
import type { ContextFormat } from '../contracts/contract.ts';

export const TRACE_ID = '5af7183fb1d34f5a9e2d6c7b8a901234';
export const SPAN_ID = '9b1deb4d3b7d4bad';

export interface HostileHeaders {
  what: string;
  /** Names and values by turns: a name may come again. */
  headers: readonly string[];
  /** What is wrong is not the ids: who reads this format goes on with the trace. Else a new one begins. */
  continues?: ContextFormat;
}

const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;
const B3_MULTI = ['x-b3-traceid', TRACE_ID, 'x-b3-spanid', SPAN_ID];
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);
const EIGHT_KB = 8 * 1024;
/** The bytes of obs-text (RFC 9110, 5.5) and a tab: no more than these may stand in a header besides visible ASCII. */
const STRANGE = `\t\u0080\u009b\u00ff\t`;

const w3c = (what: string, traceparent: string): HostileHeaders => ({
  what: `traceparent ${what}`,
  headers: ['traceparent', traceparent],
});

const tracestate = (what: string, ...values: string[]): HostileHeaders => ({
  what: `tracestate ${what}`,
  headers: ['traceparent', TRACEPARENT, ...values.flatMap((value) => ['tracestate', value])],
  continues: 'tracecontext',
});

const baggage = (what: string, ...values: string[]): HostileHeaders => ({
  what: `baggage ${what}`,
  headers: ['traceparent', TRACEPARENT, ...values.flatMap((value) => ['baggage', value])],
  continues: 'tracecontext',
});

const b3 = (what: string, value: string): HostileHeaders => ({ what: `b3 ${what}`, headers: ['b3', value] });

const b3Multi = (what: string, ...headers: string[]): HostileHeaders => ({ what: `X-B3-* ${what}`, headers });

const many = (count: number, member: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => member(index)).join(',');

export const HOSTILE_HEADERS: readonly HostileHeaders[] = [
  w3c('that is empty', ''),
  w3c('of 8 KB', 'a'.repeat(EIGHT_KB)),
  w3c('with 8 KB behind it', `${TRACEPARENT}-${'a'.repeat(EIGHT_KB)}`),
  w3c('of version ff', `ff-${TRACE_ID}-${SPAN_ID}-01`),
  w3c('of version 00 with a part too many', `${TRACEPARENT}-01`),
  w3c('without flags', `00-${TRACE_ID}-${SPAN_ID}`),
  w3c('with a trace id that is too short', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`),
  w3c('with a trace id that is too long', `00-0${TRACE_ID}-${SPAN_ID}-01`),
  w3c('with a span id that is too long', `00-${TRACE_ID}-0${SPAN_ID}-01`),
  w3c('with a trace id of zeros', `00-${NO_TRACE}-${SPAN_ID}-01`),
  w3c('with a span id of zeros', `00-${TRACE_ID}-${NO_SPAN}-01`),
  w3c('in capital letters', TRACEPARENT.toUpperCase()),
  w3c('that is not hexadecimal', `00-${TRACE_ID.slice(1)}g-${SPAN_ID}-01`),
  w3c('with strange bytes', `00-${TRACE_ID}${STRANGE}-${SPAN_ID}-01`),
  w3c('with strange bytes around it', `\u00a0${TRACEPARENT}\u0085`),
  { what: 'traceparent twice', headers: ['traceparent', TRACEPARENT, 'traceparent', TRACEPARENT] },
  { what: 'tracestate without traceparent', headers: ['tracestate', 'vendor=1'] },
  tracestate('of 8 KB', `vendor=${'a'.repeat(EIGHT_KB)}`),
  tracestate(
    'of 100 members',
    many(100, (index) => `v${index}=1`),
  ),
  tracestate('with a key twice', 'vendor=1,vendor=2', 'vendor=3'),
  tracestate('with strange bytes', `vendor=${STRANGE}1`),
  tracestate('of commas', ',,, ,\t,='),
  baggage('of 8 KB', `fault=${'a'.repeat(EIGHT_KB)}`),
  baggage(
    'of 500 members',
    many(500, (index) => `k${index}=1`),
  ),
  baggage('in several headers', ...Array.from({ length: 40 }, (_, index) => `k${index}=1`)),
  baggage('with bytes that are no UTF-8', 'fault=%E0%A4%A,other=%,third=%ff'),
  baggage('with a line break, encoded', 'fault=a%0d%0aset-cookie:%20b=c'),
  baggage('with the keys of objects', '__proto__=1,constructor=2,toString=3'),
  baggage('with strange bytes', `fault=${STRANGE}1,${STRANGE}=1`),
  baggage('of commas', ',;=,;;=,=;,'),
  b3('that only denies', '0'),
  b3('of 8 KB', `${TRACE_ID}-${SPAN_ID}-1-${'a'.repeat(EIGHT_KB)}`),
  b3('with a trace id of zeros', `${NO_TRACE}-${SPAN_ID}-1`),
  b3('with a span id of zeros', `${TRACE_ID}-${NO_SPAN}-1`),
  b3('with a wrong sampling state', `${TRACE_ID}-${SPAN_ID}-x`),
  b3('with strange bytes', `${TRACE_ID}-${SPAN_ID}-1${STRANGE}x`),
  b3Multi('with a trace id alone', 'x-b3-traceid', TRACE_ID),
  b3Multi('with a trace id of zeros', 'x-b3-traceid', NO_TRACE, 'x-b3-spanid', SPAN_ID),
  b3Multi('with a span id that is too short', 'x-b3-traceid', TRACE_ID, 'x-b3-spanid', SPAN_ID.slice(1)),
  b3Multi('with two trace ids', ...B3_MULTI, 'x-b3-traceid', TRACE_ID),
  b3Multi('with a wrong sampling state', ...B3_MULTI, 'x-b3-sampled', 'maybe'),
  b3Multi('with 8 KB for a flag', ...B3_MULTI, 'x-b3-sampled', '1'.repeat(EIGHT_KB)),
  { what: 'all formats, all of them wrong', headers: ['traceparent', '00', 'b3', '1', 'x-b3-traceid', 'x'] },
  {
    what: 'X-B3-Flags that are no flags',
    headers: [...B3_MULTI, 'x-b3-flags', STRANGE],
    continues: 'b3multi',
  },
];
