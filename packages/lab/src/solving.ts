/** What the tests that solve labs do as a learner would: make a request, and wait for its trace. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Trace } from '@tracewalk/trace-model';
import type { Attempt } from './lab.ts';

const PATIENCE = 15_000;
/** broker's port, counted from frontend's. */
const BROKER_BESIDE_FRONTEND = 7;

/** Opens somebody's profile. @returns its trace, when it is complete */
export const openProfile = (attempt: Attempt, user: number): Promise<Trace> =>
  request(attempt, `/api/profiles/${user}`);

/** Asks frontend for something. @returns the trace of it, when no more spans come */
export async function request(attempt: Attempt, path: string, init: RequestInit = {}): Promise<Trace> {
  const baggage = attempt.attendee && { baggage: `attendee=${attempt.attendee}` };
  const response = await fetch(new URL(path, attempt.frontendUrl), {
    ...init,
    headers: { ...baggage, ...(init.headers as Record<string, string>) },
  });
  await response.arrayBuffer();
  const id = response.headers.get('traceresponse')?.split('-')[1];
  if (!id) throw new Error(`Cannot follow ${path}: the answer (${response.status}) has no traceresponse`);
  return completeTrace(attempt, id);
}

/** The trace, once it is in one piece and has not grown for a second. */
export async function completeTrace({ traces }: Attempt, id: string): Promise<Trace> {
  let spans = 0;
  let since = Date.now();
  return eventually(`trace ${id}`, async () => {
    const trace = await traces.trace(id);
    if (!trace || trace.nodes.length !== spans) [spans, since] = [trace?.nodes.length ?? 0, Date.now()];
    return trace && Date.now() - since >= 1_000 && trace.roots.length === 1 ? trace : undefined;
  });
}

/** Asks again until there is an answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  patience = PATIENCE,
): Promise<T> {
  for (const end = Date.now() + patience; Date.now() < end; await wait(200)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`Cannot find ${what}: it did not come within ${patience / 1_000} s`);
}

/** Starts a run. @returns the trace of the request, once nothing more comes at first */
export async function startRun(attempt: Attempt): Promise<Trace> {
  const stacks = await fetch(new URL('/api/stacks', attempt.frontendUrl));
  const [stack] = ((await stacks.json()) as { stacks: { id: string }[] }).stacks;
  return request(attempt, `/api/stacks/${stack?.id}/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
}

/** Starts a run. @returns its whole trace, when the run has ended and event-display knows */
export async function finishedRun(attempt: Attempt): Promise<Trace> {
  const begun = await startRun(attempt);
  return eventually(
    'the end of the run',
    async () => {
      const trace = await completeTrace(attempt, begun.id);
      return trace.services.includes('event-display') ? trace : undefined;
    },
    40_000,
  );
}

/** Sends an event to broker, as somebody with curl would. @returns the id of its trace */
export async function sendEvent(attempt: Attempt, type: string): Promise<string> {
  const id = randomBytes(16).toString('hex');
  const broker = new URL(attempt.frontendUrl);
  broker.port = String(Number(broker.port) + BROKER_BESIDE_FRONTEND);
  await fetch(broker, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': '/lab',
      'ce-type': type,
      baggage: `attendee=${attempt.attendee ?? 'nobody'}`,
      traceparent: `00-${id}-${randomBytes(8).toString('hex')}-01`,
    },
    body: '{}',
  });
  return id;
}
