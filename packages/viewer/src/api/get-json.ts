/** Asks the backend, which serves these pages too: only paths, never another host. */

/** The backend's refusal, or that nobody answers. The message can be shown as it is. */
export class ApiError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @throws ApiError, or an AbortError when the signal ended it. */
export const getJson = <T>(path: string, signal?: AbortSignal): Promise<T> => ask(path, { signal });

/** @throws ApiError. */
export const postBody = <T>(path: string, body: Blob, signal?: AbortSignal): Promise<T> =>
  ask(path, { method: 'POST', body, signal, headers: { 'content-type': 'application/json' } });

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, 'Cannot reach the trace backend: nobody answers. Is it still running?');
  }
  const text = await response.text();
  const body = parse(text);
  if (response.ok && body !== undefined) return body as T;
  const said = refusalOf(body) ?? (response.ok ? 'the answer is no JSON' : response.statusText);
  throw new ApiError(response.status, said || `The trace backend answered ${response.status}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The message in the viewer's own errors (`error.message`), Jaeger's v3 (the same) and Jaeger's first (`errors[].msg`). */
export function refusalOf(body: unknown): string | undefined {
  const { error, errors } = (body ?? {}) as { error?: { message?: unknown }; errors?: { msg?: unknown }[] };
  const message = error?.message ?? errors?.[0]?.msg;
  return typeof message === 'string' ? message : undefined;
}

/** A path with those parameters that have a value. */
export function withParameters(
  path: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
