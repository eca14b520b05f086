/** One try to deliver an event: the POST, and what its answer means (knative/specs, eventing data-plane). */
import { isRetried, readRetryAfter } from './backoff.ts';
import { type BrokerEvent, toHeaders } from './event.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { hasEvent, readEvents } from './read-events.ts';

export interface Reply {
  event: BrokerEvent;
  headers: Record<string, string>;
}

/** Why a try did not succeed. */
export interface Failure {
  /** As for a dead letter: the status, 500 without any answer, 502 for one that could not be used. */
  code: number;
  /** Low in cardinality, as `error.type` of a span. */
  type: string;
  /** For a person; it may quote what the subscriber answered, so it is not for spans and logs. */
  detail: string;
  retry: boolean;
  /** In ms. */
  retryAfter?: number;
}

export interface Request {
  url: string;
  event: BrokerEvent;
  headers: Record<string, string>;
  /** In ms. */
  timeout: number;
  /** A larger answer is a failure. */
  maxReplyBytes: number;
  interrupted: AbortSignal;
}

/** Resolves with the reply, if there was one; never rejects. */
export async function send(request: Request): Promise<{ reply?: Reply; failure?: Failure }> {
  const { url, event, headers, timeout, interrupted } = request;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, ...toHeaders(event), prefer: 'reply' },
      body: event.data,
      signal: AbortSignal.any([AbortSignal.timeout(timeout), interrupted]),
    });
    const body = await readBody(response, request.maxReplyBytes);
    return response.ok ? readReply(response, body) : { failure: refused(response, body) };
  } catch (error) {
    return { failure: unanswered(error) };
  }
}

/** Reads to the end, so that the connection can be used again, unless there is too much of it. */
async function readBody(response: Response, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readReply(
  response: Response,
  body: Buffer<ArrayBuffer> | undefined,
): { reply?: Reply; failure?: Failure } {
  // Whatever a 202 says is about the work that is still going on.
  if (response.status === 202) return {};
  if (!body) return { failure: unusable('its answer is too large') };
  const headers = Object.fromEntries(response.headers);
  if (!hasEvent(headers)) return body.length === 0 ? {} : { failure: unusable('its answer is no event') };
  try {
    const [event, ...more] = readEvents(headers, body);
    if (!event || more.length > 0) return { failure: unusable('its answer is a batch') };
    return { reply: { event, headers: forwardedHeaders(headers) } };
  } catch (error) {
    return { failure: unusable(`its answer is no event: ${(error as Error).message}`) };
  }
}

const unusable = (detail: string): Failure => ({ code: 502, type: 'invalid_reply', detail, retry: true });

function refused(response: Response, body = Buffer.alloc(0)): Failure {
  return {
    code: response.status,
    type: String(response.status),
    detail: body.toString(),
    retry: isRetried(response.status),
    retryAfter: readRetryAfter(response.status, response.headers.get('retry-after')),
  };
}

/** `fetch failed` says nothing; its cause, e.g. ECONNREFUSED, does. */
function unanswered(error: unknown): Failure {
  const { name, message, cause } = error as Error;
  const type = cause instanceof Error && 'code' in cause ? String(cause.code) : name;
  return { code: 500, type, detail: `no answer: ${type === name ? message : type}`, retry: true };
}
