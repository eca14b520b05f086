/** Calls another service over HTTP, with a deadline and a limit on the answer. */
import { Problem } from './problem.ts';

export interface UpstreamCall {
  /** The service that is called, as an error names it. */
  service: string;
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: unknown;
  /** In ms; 2,000 unless said. */
  deadline?: number;
}

export interface UpstreamAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Answers below 500 are returned for the caller to judge. A 5xx, a redirect, no connection or an answer that is no JSON
 * becomes a 502, no answer within the deadline a 504; each names the service. The span of the call is the fetch
 * instrumentation's CLIENT span.
 */
export async function callUpstream(call: UpstreamCall): Promise<UpstreamAnswer> {
  const { service, url, method = 'GET', deadline = 2_000 } = call;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline),
      headers: {
        accept: 'application/json',
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
    });
    const { status, headers } = response;
    if (status >= 500 || (status >= 300 && status < 400)) throw await failed(response, service);
    return { status, headers, body: await readJson(response, service) };
  } catch (error) {
    throw asProblem(error, service, deadline);
  }
}

/** A service that failed because of another one says so in its problem document, and that name is passed on. */
async function failed(response: Response, service: string): Promise<Problem> {
  const { status } = response;
  const answer = await readJson(response, service).catch(() => undefined);
  const { upstream, cause = upstream } = (answer ?? {}) as { upstream?: unknown; cause?: unknown };
  const because = typeof cause === 'string' && /^[\w-]{1,64}$/.test(cause) ? cause : undefined;
  return new Problem(
    502,
    `Cannot answer: ${service} failed with ${status}${because ? `, because of ${because}` : ''}`,
    { upstream: service, upstreamStatus: status, ...(because && { cause: because }) },
  );
}

async function readJson(response: Response, service: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw unusable(service, `more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    // What JSON.parse says quotes the answer, which may hold anything.
    throw unusable(service, 'something that is not JSON');
  }
}

const unusable = (service: string, what: string) =>
  new Problem(502, `Cannot answer: ${service} answered with ${what}`, { upstream: service });

function asProblem(error: unknown, service: string, deadline: number): Problem {
  if (error instanceof Problem) return error;
  const extensions = { upstream: service };
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new Problem(
      504,
      `Cannot answer: ${service} did not answer within ${deadline} ms`,
      extensions,
      error,
    );
  }
  return new Problem(
    502,
    `Cannot answer: ${service} could not be reached (${reason(error)})`,
    extensions,
    error,
  );
}

/** `fetch failed` says nothing; its cause, e.g. ECONNREFUSED, does. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
