/** An HTTP server for one thing: spans that are sent by POST to one path. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { guard } from '../guard.ts';
import { Refusal, toRefusal } from '../refusal.ts';
import { drain } from './body.ts';

export interface Answer {
  status: number;
  type?: string;
  body?: Buffer | string;
}

export interface HttpReceiverOptions {
  path: string;
  allowRemote: boolean;
  take: (request: IncomingMessage) => Promise<Answer>;
  /** How a refusal is said in the receiver's protocol; the status is the refusal's. */
  describe: (request: IncomingMessage, refusal: Refusal) => Omit<Answer, 'status'>;
}

/** Whoever sends slower than this is cut off, in ms. */
export const REQUEST_TIMEOUT = 30_000;

export function httpReceiver({ path, allowRemote, take, describe }: HttpReceiverOptions): Server {
  return createServer({ requestTimeout: REQUEST_TIMEOUT }, (request, response) => {
    check(request, path, allowRemote)
      .then(() => take(request))
      .then((answer) => send(response, answer))
      .catch(async (error: unknown) => {
        const refusal = toRefusal(error);
        await drain(request);
        send(response, { status: refusal.status, ...describe(request, refusal) }, refusal.headers);
      });
  });
}

async function check(request: IncomingMessage, path: string, allowRemote: boolean): Promise<void> {
  guard(request, allowRemote);
  const asked = request.url?.split('?')[0];
  if (asked !== path) throw new Refusal(404, `Cannot take ${asked}: spans go to ${path}`);
  if (request.method !== 'POST') {
    throw new Refusal(405, 'Cannot answer: spans are sent by POST', { allow: 'POST' });
  }
}

function send(response: ServerResponse, { status, type, body = '' }: Answer, headers = {}): void {
  response
    .writeHead(status, {
      ...(type && { 'content-type': type }),
      'content-length': Buffer.byteLength(body),
      ...headers,
    })
    .end(body);
}

export const mediaType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
