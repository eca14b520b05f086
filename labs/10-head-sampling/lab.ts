/** Lab 10: a sampler that keeps traces whole. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defineLab, type Attempt } from '@tracewalk/lab';

const OBEYED = 24;
const ROOTS = 200;
/** A quarter of 200, and five standard deviations to either side. */
const [FEWEST, MOST] = [20, 80];

const id = (bytes: number) => randomBytes(bytes).toString('hex');

async function visit({ programUrl }: Attempt, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(new URL('/visit', programUrl), { headers }).catch((cause: unknown) => {
    throw new Error(`Cannot reach your program at ${programUrl}: \`tracewalk lab run 10\` starts it`, {
      cause,
    });
  });
  await response.arrayBuffer();
}

/** Visits from a caller who has decided already. @returns how many of these traces have a span of visits */
async function followed(attempt: Attempt, flags: '00' | '01'): Promise<number> {
  const ids = Array.from({ length: OBEYED }, () => id(16));
  await Promise.all(ids.map((traceId) => visit(attempt, { traceparent: `00-${traceId}-${id(8)}-${flags}` })));
  await wait(1_000);
  const traces = await Promise.all(ids.map((traceId) => attempt.traces.trace(traceId)));
  return traces.filter((trace) => trace?.services.includes('visits')).length;
}

/** Visits that nobody has decided about. @returns how many of them were recorded */
async function recorded(attempt: Attempt): Promise<number> {
  const agent = { 'user-agent': `lab-${id(6)}` };
  for (let i = 0; i < ROOTS; i += 20)
    await Promise.all(Array.from({ length: 20 }, () => visit(attempt, agent)));
  await wait(1_000);
  const tags = { 'user_agent.original': agent['user-agent'] };
  return (await attempt.recent('visits', { tags, limit: ROOTS })).length;
}

export const lab = defineLab({
  title: 'Sample without tearing traces',
  minutes: 15,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8110 },
  steps: [
    {
      says: 'Whoever calls and has sampled finds visits in the trace, always',
      check: async (attempt) => {
        const found = await followed(attempt, '01');
        return found === OBEYED
          ? undefined
          : `visits is in ${found} of ${OBEYED} traces that its caller has sampled`;
      },
    },
    {
      says: 'Whoever calls and has not sampled gets no spans',
      check: async (attempt) => {
        const found = await followed(attempt, '00');
        return found === 0
          ? undefined
          : `visits sent spans for ${found} of ${OBEYED} calls that were not sampled`;
      },
    },
    {
      says: 'Of the visits that begin here, about a quarter is recorded',
      check: async (attempt) => {
        const found = await recorded(attempt);
        return found >= FEWEST && found <= MOST ? undefined : `${found} of ${ROOTS} were recorded`;
      },
    },
  ],
});
