/** Lab 17: Zipkin comes in, OTLP goes out. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defineLab, type Attempt, type Step } from '@tracewalk/lab';
import type { Span, Trace } from '@tracewalk/trace-model';

const id = (bytes: number) => randomBytes(bytes).toString('hex');
const TOOK = 40_000;

/** Two services in one batch: `till` calls `bank`, which refuses. */
function batch(traceId: string) {
  const [root, call, served] = [id(8), id(8), id(8)];
  const now = Date.now() * 1_000;
  const till = { traceId, localEndpoint: { serviceName: 'till' } };
  return [
    { ...till, id: root, name: 'pay', timestamp: now, duration: TOOK, tags: { 'app.amount': '12' } },
    {
      ...till,
      id: call,
      parentId: root,
      name: 'POST',
      kind: 'CLIENT',
      timestamp: now + 5_000,
      duration: 30_000,
    },
    {
      traceId,
      localEndpoint: { serviceName: 'bank' },
      id: served,
      parentId: call,
      name: 'POST /payments',
      kind: 'SERVER',
      timestamp: now + 9_000,
      duration: 20_000,
      tags: { error: 'no money left' },
      annotations: [{ timestamp: now + 15_000, value: 'asked the ledger' }],
    },
  ];
}

/** Sends the batch to the relay, and waits until something of it is found. */
async function relayed(attempt: Attempt): Promise<Trace | undefined> {
  const traceId = id(16);
  const body = JSON.stringify(batch(traceId));
  const headers = { 'content-type': 'application/json' };
  await fetch(new URL('/api/v2/spans', attempt.programUrl), { method: 'POST', headers, body }).catch(
    (cause: unknown) => {
      throw new Error(
        `Cannot reach your relay at ${attempt.programUrl}: \`tracewalk lab run 17\` starts it`,
        { cause },
      );
    },
  );
  for (let tries = 0; tries < 20; tries++) {
    const trace = await attempt.traces.trace(traceId);
    if (trace) return trace;
    await wait(150);
  }
  return undefined;
}

const sent = new WeakMap<Attempt, Promise<Trace | undefined>>();

const step = (
  says: string,
  missing: (span: (name: string) => Span | undefined, trace: Trace) => string | undefined,
): Step => ({
  says,
  check: async (attempt) => {
    const asked = sent.get(attempt) ?? relayed(attempt);
    sent.set(attempt, asked);
    const trace = await asked;
    if (!trace) return 'A batch of three Zipkin spans was sent to your relay, and none was found';
    return missing((name) => trace.nodes.find(({ span }) => span.name === name)?.span, trace);
  },
});

export const lab = defineLab({
  title: 'Be a Collector: Zipkin in, OTLP out',
  minutes: 30,
  program: { arguments: ['app.ts'], port: 8117 },
  steps: [
    step('Three spans went in, three come out', (_, trace) =>
      trace.nodes.length === 3 ? undefined : `${trace.nodes.length} came out`,
    ),
    step('They last as long as they did', (span) =>
      span('pay')?.duration === TOOK
        ? undefined
        : `\`pay\` took 40 ms, and now ${(span('pay')?.duration ?? 0) / 1_000}`,
    ),
    step('Each has its parent', (_, trace) =>
      trace.roots.length === 1 ? undefined : `There should be one root; there are ${trace.roots.length}`,
    ),
    step('Each belongs to its own service', (span) =>
      span('POST /payments')?.service === 'bank' && span('pay')?.service === 'till'
        ? undefined
        : `\`POST /payments\` was made by bank, and is now of ${span('POST /payments')?.service}`,
    ),
    step('A call is a call', (span) =>
      span('POST')?.kind === 'CLIENT' &&
      span('POST /payments')?.kind === 'SERVER' &&
      span('pay')?.kind === 'INTERNAL'
        ? undefined
        : 'The kinds are not what they were: CLIENT, SERVER, and none, which OTLP calls INTERNAL',
    ),
    step('The one that failed is an error, and says why', (span) => {
      const served = span('POST /payments');
      return served?.status === 'error' && served.statusMessage === 'no money left'
        ? undefined
        : "Zipkin's tag `error` is the status in OTLP";
    }),
    step('What happened on the way is an event', (span) =>
      span('POST /payments')?.events[0]?.name === 'asked the ledger'
        ? undefined
        : "Zipkin's annotations are events in OTLP",
    ),
    step('Other tags are attributes', (span) =>
      span('pay')?.attributes['app.amount'] === '12' ? undefined : '`app.amount` of `pay` is missing',
    ),
  ],
});
