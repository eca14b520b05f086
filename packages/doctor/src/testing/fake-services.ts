/**
 * For tests: a frontend that answers, and sends the spans that all services behind it would have made; and heartbeats. Where
 * the real system would lose some, this one is told to.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servicesOf, STORIES, type Hop } from '../request/stories.ts';

export interface Breakage {
  /** Makes spans, which do not arrive. */
  readonly lost?: readonly string[];
  /** Makes no spans; the context goes on. */
  readonly mute?: string;
  /** Does not understand the context. */
  readonly deaf?: string;
  /** Cannot be reached: every call to it fails. */
  readonly away?: string;
  /** Records nothing, and nobody behind it does. */
  readonly unsampled?: string;
  /** Runs stay in the queue. */
  readonly backlog?: boolean;
  /** Loses the spans of its calls. */
  readonly callsLost?: string;
  /** How far its clock is ahead, in ms. */
  readonly skew?: { readonly service: string; readonly ms: number };
  /** What frontend answers. */
  readonly status?: number;
}

interface MadeSpan {
  service: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status?: { code: number; message: string };
  start: number;
  end: number;
}

const [SERVER, CLIENT] = [2, 3];
/** Each call takes that much longer than what it waits for; in ms. */
const STEP = 5;
/** Young traces are not judged: this one has been for a while. In ms. */
const EARLIER = 4_000;

export async function fakeServices(
  otlpHttp: string,
  breakage: Breakage = {},
): Promise<{ frontend: URL } & AsyncDisposable> {
  const server = createServer((request, response) => void answer(request, response, otlpHttp, breakage));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const heartbeat = STORIES.find(({ ask }) => !ask);
  if (heartbeat) {
    const [first = ''] = servicesOf(heartbeat);
    await send(otlpHttp, make(heartbeat.hops, first, newTrace(), Date.now() - EARLIER, breakage), breakage);
  }
  return {
    frontend: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const RUN = '/api/runs/1';

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  otlpHttp: string,
  breakage: Breakage,
) {
  if (request.url === RUN) {
    response.end(JSON.stringify({ state: breakage.backlog ? 'queued' : 'applying' }));
    return;
  }
  const story = STORIES.find(({ ask }) => ask?.path === request.url);
  if (story?.name === 'run') response.setHeader('location', RUN);
  const [, traceId = '', parent] = String(request.headers['traceparent']).split('-');
  const context = breakage.deaf === 'frontend' ? newTrace() : { traceId, ...(parent && { parent }) };
  await send(otlpHttp, make(story?.hops ?? [], 'frontend', context, Date.now(), breakage), breakage);
  const flags = breakage.unsampled === 'frontend' ? '00' : '01';
  const spanId = randomBytes(8).toString('hex');
  if (breakage.mute !== 'frontend')
    response.setHeader('traceresponse', `00-${context.traceId}-${spanId}-${flags}`);
  const body = breakage.status ? { detail: 'Cannot answer: user refused' } : {};
  response
    .writeHead(breakage.status ?? 200, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}

interface Context {
  readonly traceId: string;
  readonly parent?: string;
}

const newTrace = (): Context => ({ traceId: randomBytes(16).toString('hex') });

function make(
  hops: readonly Hop[],
  service: string,
  context: Context,
  at: number,
  breakage: Breakage,
): MadeSpan[] {
  if (breakage.unsampled === service || breakage.away === service) return [];
  if (breakage.backlog && service === 'drain') return [];
  const callees = hops.filter(([caller]) => caller === service).map(([, callee]) => callee);
  if (breakage.mute === service)
    return callees.flatMap((callee) => make(hops, callee, context, at, breakage));
  const { traceId, parent } = breakage.deaf === service ? newTrace() : context;
  const skew = breakage.skew?.service === service ? breakage.skew.ms : 0;
  const span = (kind: number, from: number, to: number, parentSpanId?: string): MadeSpan => ({
    service,
    kind,
    traceId,
    spanId: randomBytes(8).toString('hex'),
    start: at + skew + from,
    end: at + skew + to,
    ...(parentSpanId && { parentSpanId }),
  });
  const own = span(SERVER, 0, 10 * STEP, parent);
  const status = { code: 2, message: 'getaddrinfo ENOTFOUND dev.null' };
  const calls = callees.map((callee) => {
    const call = span(CLIENT, STEP, 9 * STEP, own.spanId);
    return { callee, call: breakage.away === callee ? { ...call, status } : call };
  });
  const behind = calls.flatMap(({ callee, call }) =>
    make(hops, callee, { traceId, parent: call.spanId }, at + STEP, breakage),
  );
  const sent = breakage.callsLost === service ? [] : calls.map(({ call }) => call);
  return [own, ...sent, ...behind];
}

async function send(otlpHttp: string, spans: readonly MadeSpan[], { lost = [] }: Breakage): Promise<void> {
  const resourceSpans = spans
    .filter(({ service }) => !lost.includes(service))
    .map(({ service, start, end, ...span }) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [
        {
          spans: [
            { ...span, name: 'GET', startTimeUnixNano: `${start}000000`, endTimeUnixNano: `${end}000000` },
          ],
        },
      ],
    }));
  await fetch(`${otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans }),
  });
}
