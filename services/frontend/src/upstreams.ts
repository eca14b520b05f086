/** The services behind frontend, and what becomes of their answers. */
import { callUpstream, Problem, type UpstreamAnswer } from '@tracewalk/service';
import type { Response } from 'express';
import type { Config } from './config.ts';

interface Call {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: unknown;
}

export type Ask = (path: string, call?: Call) => Promise<UpstreamAnswer>;

export const upstream = (service: string, url: string, { UPSTREAM_DEADLINE_MS }: Config): Ask => {
  return (path, call) => callUpstream({ service, url: url + path, deadline: UPSTREAM_DEADLINE_MS, ...call });
};

/** The answer of another service is the answer; what the caller did wrong, it hears in that service's words. */
export function pass({ status, body }: UpstreamAnswer, response: Response): void {
  if (status >= 400) throw refused(status, body);
  response.status(status).json(body);
}

/** The body of an answer that has to be good for this one to be good. */
export function bodyOf<Body>({ status, body }: UpstreamAnswer): Body {
  if (status >= 400) throw refused(status, body);
  return body as Body;
}

function refused(status: number, body: unknown): Problem {
  const { detail, errors } = (body ?? {}) as { detail?: string; errors?: unknown };
  return new Problem(
    status,
    detail ?? `Cannot answer: refused with ${status}`,
    errors === undefined ? {} : { errors },
  );
}
