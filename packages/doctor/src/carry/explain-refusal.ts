/** Why a span was not taken, by what the receiver answered. */
import type { Cause } from '../causes.ts';
import { TRACES_PATH, ZIPKIN_PATH } from '../settings/exports.ts';
import { GRPC_PORT, type Explanation } from './explain-failure.ts';
import type { Outcome } from './outcome.ts';
import type { Target } from './target.ts';
import { whatListens } from './what-listens.ts';

type Answered = Extract<Outcome, { kind: 'answered' }>;

/** grpc/doc/statuscodes.md. */
const BY_GRPC: Readonly<Record<number, Cause>> = {
  3: 'unreadable',
  4: 'no-answer',
  7: 'not-allowed',
  8: 'overloaded',
  12: 'wrong-path',
  14: 'overloaded',
  16: 'not-allowed',
};
const BY_STATUS: Readonly<Record<number, Cause>> = {
  400: 'unreadable',
  401: 'not-allowed',
  403: 'not-allowed',
  404: 'wrong-path',
  405: 'wrong-path',
  408: 'no-answer',
  413: 'too-large',
  415: 'unreadable',
  422: 'unreadable',
  429: 'overloaded',
  503: 'overloaded',
};

const CHANGES: Partial<Record<Cause, string>> = {
  'not-allowed': 'set OTEL_EXPORTER_OTLP_HEADERS to what the receiver asks for, e.g. an authorization',
  'too-large': 'set OTEL_BSP_MAX_EXPORT_BATCH_SIZE lower, or allow larger bodies where it is refused',
  overloaded:
    'give the receiver more memory (memory_limiter) or replicas, or send less; what it passes spans to may be down',
  unreadable: 'send the protocol that the receiver speaks, or mend what changes it on its way',
  'receiver-failed': 'look at the log of the receiver',
  'no-answer': 'see whether the receiver hangs, or a firewall stands between',
  'partly-taken': 'look at why, and at limits of the receiver',
};

export async function explainRefusal(target: Target, reached: URL, answer: Answered): Promise<Explanation> {
  const url = new URL(target.url);
  // Go's servers have a word of plain HTTP for those who speak it to a port of TLS.
  if (answer.status === 400 && url.protocol === 'http:' && (await whatListens(reached)) === 'TLS') {
    const evidence = `${url.origin} answered 400; what listens there speaks TLS`;
    return { cause: 'plain-to-tls', evidence, change: 'write https:// instead of http://' };
  }
  if (answer.rejected) {
    const { spans, reason } = answer.rejected;
    const evidence = `${url.href} rejected ${spans} of 1 span: ${reason}`;
    return { cause: 'partly-taken', evidence, change: CHANGES['partly-taken'] ?? '' };
  }
  const cause = causeOf(target, answer);
  return { cause, evidence: evidenceOf(url, answer), change: changeOf(cause, target) };
}

function causeOf({ protocol }: Target, { status, grpc, type }: Answered): Cause {
  if (grpc !== undefined) return BY_GRPC[grpc] ?? 'receiver-failed';
  const known = BY_STATUS[status];
  if (protocol === 'OTLP/gRPC' && (known === undefined || known === 'wrong-path' || known === 'unreadable')) {
    return status >= 500 ? 'receiver-failed' : 'grpc-to-http';
  }
  if (known) return known;
  // A page for whatever is asked, or a redirection to one: this is a web server.
  return status < 400 || type.includes('html') ? 'wrong-path' : 'receiver-failed';
}

function changeOf(cause: Cause, { protocol, variable }: Target): string {
  if (cause === 'grpc-to-http') return GRPC_PORT;
  if (cause !== 'wrong-path') return CHANGES[cause] ?? '';
  if (protocol === 'OTLP/gRPC') return 'write the address of a server that has the TraceService of OTLP';
  if (protocol === 'Zipkin JSON') return `in ${variable}, let the path be ${ZIPKIN_PATH}`;
  const added = variable === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? ': it is added to what is set' : '';
  return `in ${variable}, let the path become ${TRACES_PATH}${added}`;
}

function evidenceOf(url: URL, { status, grpc, message }: Answered): string {
  const what = grpc === undefined ? String(status) : `gRPC status ${grpc}`;
  return `${url.origin}${url.pathname} answered ${what}${message ? `: ${message}` : ''}`;
}
