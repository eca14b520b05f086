/** Lab 11: decide at the end. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defineLab, type Attempt, type Step } from '@tracewalk/lab';

const id = (bytes: number) => randomBytes(bytes).toString('hex');

type Kind = 'failed' | 'slow' | 'ordinary';
const COUNTS: Record<Kind, number> = { failed: 10, slow: 10, ordinary: 300 };
/** A tenth of 300, and four standard deviations to either side. */
const [FEWEST, MOST] = [9, 51];
/** Between the two halves of a trace, in ms. What is worth knowing is in the second. */
const LATER = 1_000;
const PATIENCE = 8_000;

interface MadeTrace {
  kind: Kind;
  traceId: string;
  root: string;
}

const span = ({ traceId }: MadeTrace, spanId: string, parentSpanId: string, ms: number, code: number) => {
  const start = BigInt(Date.now() - ms) * 1_000_000n;
  const end = start + BigInt(ms) * 1_000_000n;
  const [startTimeUnixNano, endTimeUnixNano] = [String(start), String(end)];
  const name = parentSpanId ? 'GET' : 'GET /lab';
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano,
    status: { code },
  };
};

async function send({ programUrl }: Attempt, spans: unknown[]): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'lab-traffic' } }] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const headers = { 'content-type': 'application/json' };
  await fetch(new URL('/v1/traces', programUrl), { method: 'POST', headers, body }).catch(
    (cause: unknown) => {
      throw new Error(`Cannot reach your sampler at ${programUrl}: \`tracewalk lab run 11\` starts it`, {
        cause,
      });
    },
  );
}

/** Sends 320 traces in two halves. @returns how many spans of each were kept, by kind */
async function sample(attempt: Attempt): Promise<Record<Kind, number[]>> {
  const made = Object.entries(COUNTS).flatMap(([kind, count]) =>
    Array.from({ length: count }, (): MadeTrace => ({ kind: kind as Kind, traceId: id(16), root: id(8) })),
  );
  await send(
    attempt,
    made.map((trace) => span(trace, id(8), trace.root, 20, 0)),
  );
  await wait(LATER);
  await send(
    attempt,
    made.map((trace) =>
      span(trace, trace.root, '', trace.kind === 'slow' ? 800 : 40, trace.kind === 'failed' ? 2 : 0),
    ),
  );
  await untilDecided(attempt, made);
  const kept: Record<Kind, number[]> = { failed: [], slow: [], ordinary: [] };
  for (const { kind, traceId } of made)
    kept[kind].push((await attempt.traces.trace(traceId))?.nodes.length ?? 0);
  return kept;
}

/** The last ones are decided about when the failed ones are all there, or after a while. */
async function untilDecided({ traces }: Attempt, made: MadeTrace[]): Promise<void> {
  const failed = made.filter(({ kind }) => kind === 'failed');
  for (const end = Date.now() + PATIENCE; Date.now() < end; await wait(250)) {
    const found = await Promise.all(failed.map(({ traceId }) => traces.trace(traceId)));
    if (found.every((trace) => trace?.nodes.length === 2)) return;
  }
}

const sampled = new WeakMap<Attempt, Promise<Record<Kind, number[]>>>();
const step = (says: string, missing: (kept: Record<Kind, number[]>) => string | undefined): Step => ({
  says,
  check: async (attempt) => {
    const once = sampled.get(attempt) ?? sample(attempt);
    sampled.set(attempt, once);
    return missing(await once);
  },
});

const whole = (spans: number[]) => spans.filter((count) => count === 2).length;

export const lab = defineLab({
  title: 'Keep the traces that matter',
  minutes: 25,
  program: { arguments: ['app.ts'], port: 8111 },
  steps: [
    step('What is kept is kept whole', (kept) => {
      const torn = Object.values(kept)
        .flat()
        .filter((count) => count === 1).length;
      return torn === 0
        ? undefined
        : `Of ${torn} traces only a half was kept. The second half comes a second after the first: was it waited for?`;
    }),
    step('Every failed trace is kept', ({ failed }) =>
      whole(failed) === COUNTS.failed ? undefined : `${whole(failed)} of ${COUNTS.failed} were`,
    ),
    step('Every trace of more than half a second is kept', ({ slow }) =>
      whole(slow) === COUNTS.slow ? undefined : `${whole(slow)} of ${COUNTS.slow} were`,
    ),
    step('Of the others about a tenth is kept', ({ ordinary }) =>
      whole(ordinary) >= FEWEST && whole(ordinary) <= MOST
        ? undefined
        : `${whole(ordinary)} of ${COUNTS.ordinary} were`,
    ),
  ],
});
