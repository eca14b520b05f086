/** What comes in over HTTP (knative/specs, eventing data-plane: event delivery). */
import { Problem } from '@tracewalk/service';
import type { Request, RequestHandler } from 'express';
import type { Broker } from './broker.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { readEvents } from './read-events.ts';
import type { Arrival } from './route.ts';
import { takeTtl } from './ttl.ts';

const METHODS = 'POST, OPTIONS';

export const refuseWhenStopping =
  (broker: Broker): RequestHandler =>
  (_request, response, next) => {
    if (!broker.isStopping) return next();
    response.setHeader('retry-after', '1');
    throw new Problem(503, 'Cannot accept the event: the broker is stopping');
  };

/** 202 says that every event of the request is in the queue: from here on they are the broker's to deliver. */
export const acceptEvents =
  (broker: Broker): RequestHandler =>
  (request, response) => {
    if (!broker.accept(readArrivals(request))) {
      response.setHeader('retry-after', '1');
      throw new Problem(429, 'Cannot accept the event: the queue is full');
    }
    response.status(202).end();
  };

function readArrivals(request: Request): Arrival[] {
  // Express leaves the body undefined when there is none.
  const body = Buffer.isBuffer(request.body) ? Buffer.from(request.body) : Buffer.alloc(0);
  const headers = forwardedHeaders(request.headers);
  const arrivals = toEvents(request, body).map((event) => ({ ...takeTtl(event), headers }));
  if (arrivals.some(({ ttl }) => ttl === 0)) {
    throw new Problem(400, 'Cannot accept the event: its TTL is used up, so it went round in a loop');
  }
  return arrivals;
}

function toEvents(request: Request, body: Buffer<ArrayBuffer>) {
  try {
    return readEvents(request.headers, body);
  } catch (error) {
    throw new Problem(400, `Cannot read the CloudEvent: ${(error as Error).message}`);
  }
}

export const offerPost: RequestHandler = (_request, response) => {
  response.setHeader('allow', METHODS);
  response.status(204).end();
};

export const refuseOtherMethods: RequestHandler = (request, response) => {
  response.setHeader('allow', METHODS);
  throw new Problem(405, `Cannot ${request.method} an event: only POST delivers one`);
};
