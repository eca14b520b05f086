/** The services behind frontend, and what becomes of their answers. */
import { callUpstream, Problem, type UpstreamAnswer } from '@tracewalk/service';
import type { Response } from 'express';
import type { Config } from './config.ts';

interface Call {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: unknown;
}

export type Ask = (path: string, call?: Call) => Promise<Answer>;

/** An answer, and whose it is. */
interface Answer extends UpstreamAnswer {
  service: string;
}

export const upstream = (service: string, url: string, { UPSTREAM_DEADLINE_MS }: Config): Ask => {
  return async (path, call) => ({
    service,
    ...(await callUpstream({ service, url: url + path, deadline: UPSTREAM_DEADLINE_MS, ...call })),
  });
};

/** The answer of another service is the answer; what the caller did wrong, it hears in that service's words. */
export function pass(answer: Answer, response: Response): void {
  response.status(answer.status).json(bodyOf(answer));
}

/** The body of an answer that has to be good for this one to be good. */
export function bodyOf<Body>(answer: Answer): Body {
  if (answer.status >= 400) throw refused(answer);
  return answer.body as Body;
}

function refused({ service, status, body }: Answer): Problem {
  const { detail, errors } = (body ?? {}) as { detail?: unknown; errors?: unknown };
  return new Problem(
    status,
    typeof detail === 'string' ? detail : `Cannot answer: ${service} refused with ${status}`,
    { upstream: service, ...(errors !== undefined && { errors }) },
  );
}
