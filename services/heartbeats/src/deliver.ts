/** Sends one event to the sink, as often as it makes sense. The fetch instrumentation makes a CLIENT span of each try. */
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryMessage } from '@tracewalk/service/cloudevents';
import type { CloudEvent } from 'cloudevents';
import type { Config } from './config.ts';
import { retryAfter } from './retry-after.ts';

/** The sink did not take the event. `type` is what a span calls the error: a status, or a code like `ENOTFOUND`. */
export class NotSent extends Error {
  readonly type: string;

  constructor(reason: string, type: string) {
    super(`Cannot send the heartbeat: ${reason}`);
    this.name = 'NotSent';
    this.type = type;
  }
}

interface Failure {
  reason: string;
  type: string;
  /** Whether another try may help. */
  again: boolean;
  /** How long the sink wants to be left alone, in ms, if it said so. */
  wait?: number;
}

/** @throws {NotSent} after the last try, at an answer that another try would not change, or when the service stops. */
export async function deliver(
  event: CloudEvent<unknown>,
  config: Config,
  stopping: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const failure = await tryOnce(event, config, stopping);
    if (!failure) return;
    if (stopping.aborted) throw new NotSent('the service stops', 'stopped');
    if (!failure.again || tries >= config.MAX_TRIES) {
      throw new NotSent(
        `${failure.reason}, given up after ${tries} of ${config.MAX_TRIES} tries`,
        failure.type,
      );
    }
    const wait = failure.wait ?? config.BACKOFF_MS * 2 ** (tries - 1);
    // Woken up early when the service stops: the next try then fails at once.
    await sleep(Math.min(wait, config.MAX_BACKOFF_MS), undefined, { signal: stopping }).catch(
      () => undefined,
    );
  }
}

async function tryOnce(
  event: CloudEvent<unknown>,
  { K_SINK, TRY_TIMEOUT_MS }: Config,
  stopping: AbortSignal,
): Promise<Failure | undefined> {
  try {
    const response = await fetch(K_SINK, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TRY_TIMEOUT_MS)]),
      ...binaryMessage(event),
    });
    await response.body?.cancel();
    return response.ok ? undefined : refused(response);
  } catch (error) {
    return { ...notAnswered(error, TRY_TIMEOUT_MS), again: true };
  }
}

/** What CloudEvents webhooks and Knative agree on: 429 and 5xx pass, anything else will be refused again. */
function refused({ status, headers }: Response): Failure {
  return {
    reason: `the sink answered ${status}`,
    type: String(status),
    again: status === 429 || status >= 500,
    wait: retryAfter(headers.get('retry-after')),
  };
}

/** `fetch failed` says nothing; its cause, e.g. ENOTFOUND, does. */
function notAnswered(error: unknown, timeout: number): { reason: string; type: string } {
  if (!(error instanceof Error)) return { reason: String(error), type: '_OTHER' };
  if (error.name === 'TimeoutError')
    return { reason: `the sink did not answer in ${timeout} ms`, type: 'TimeoutError' };
  const { cause } = error;
  const type = cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
  return { reason: `the sink could not be reached (${type})`, type };
}
