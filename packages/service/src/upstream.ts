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
 * Answers below 500 are returned for the caller to judge. A 5xx or no connection becomes a 502, no answer within the
 * deadline a 504; both name the service. The span of the call is the fetch instrumentation's CLIENT span.
 */
export async function callUpstream(call: UpstreamCall): Promise<UpstreamAnswer> {
  const { service, url, method = 'GET', deadline = 2_000 } = call;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(deadline),
      headers: {
        accept: 'application/json',
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
    });
    const body = await readJson(response);
    if (response.status >= 500) {
      throw new Problem(502, `Cannot answer: ${service} failed with ${response.status}`, {
        upstream: service,
        upstreamStatus: response.status,
      });
    }
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    throw asProblem(error, service, deadline);
  }
}

async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error(`its answer is over ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return size === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

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
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message;
}
