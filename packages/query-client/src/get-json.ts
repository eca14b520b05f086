/** One request to a query API: within a time, up to a size, and with an error that says what to look at. */

export interface Limits {
  /** For the whole answer; 10,000 unless told. */
  readonly timeoutMs?: number;
  /** Of the answer's body; 64 MiB unless told. */
  readonly maxBytes?: number;
}

/**
 * What came back.
 *
 * `absent` means that this API has no such route. Jaeger up to 2.13 at least shows that by **200 and its HTML page**, and
 * answers v3 with JSON called `text/plain`: so whatever is not HTML is read as JSON, whatever it is called.
 */
export type Answer =
  | { readonly kind: 'ok'; readonly json: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'absent' };

/** The address of the API's own page. What is behind the last slash of its path (Jaeger's `base_path`) is kept. */
export function apiBase(url: string): URL {
  const base = URL.parse(url.endsWith('/') ? url : `${url}/`);
  if (base && (base.protocol === 'http:' || base.protocol === 'https:')) return base;
  throw new Error(
    `Cannot use ${url} as a query API: it is no http or https URL, such as http://127.0.0.1:16686`,
  );
}

/** GETs a path below the base. Parameters that are undefined are left out. */
export async function getJson(
  base: URL,
  path: string,
  parameters: Readonly<Record<string, string | undefined>> = {},
  { timeoutMs = 10_000, maxBytes = 64 * MIB }: Limits = {},
): Promise<Answer> {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    return classify(url, response, await readBody(response, maxBytes));
  } catch (error) {
    throw unreachable(base, error, timeoutMs);
  }
}

const MIB = 2 ** 20;

function classify(url: URL, response: Response, body: string): Answer {
  const { ok, status } = response;
  if (response.headers.get('content-type')?.includes('html')) return { kind: 'absent' };
  const json = parse(body);
  if (ok) {
    if (json === undefined) throw new AnswerError(`Cannot read the answer of ${url.href}: it is not JSON`);
    return { kind: 'ok', json };
  }
  const message = json === undefined ? undefined : refusal(json);
  if (message === undefined && [404, 405, 501].includes(status)) return { kind: 'absent' };
  return { kind: 'refused', status, message: message ?? `it answered ${status}` };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** `{errors: [{code, msg}]}` from the legacy paths, `{error: {httpCode, message}}` from v3. */
function refusal(json: unknown): string | undefined {
  const { error, errors } = (json ?? {}) as { error?: { message?: string }; errors?: { msg?: string }[] };
  return error?.message ?? errors?.[0]?.msg;
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new AnswerError(`Cannot read the answer of ${response.url}: it is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The API was reached, and what it answered is no use. */
export class AnswerError extends Error {}

/** The API answered, but not with what was asked for. @param action what can't be done, e.g. `list services` */
export function refused(base: URL, action: string, answer: Exclude<Answer, { kind: 'ok' }>): AnswerError {
  const why = answer.kind === 'refused' ? answer.message : `there is no query API at ${base.href}`;
  return new AnswerError(`Cannot ${action}: ${why}`);
}

/** Node says "fetch failed" and hides the reason in the cause. */
export function unreachable(base: URL, error: unknown, timeoutMs: number): Error {
  if (error instanceof AnswerError) return error;
  const { name, cause } = error as Error;
  const { code, message } = (cause ?? error) as { code?: string; message?: string };
  const why =
    name === 'TimeoutError'
      ? `no answer within ${timeoutMs / 1_000} s`
      : (REASONS[code ?? ''] ?? message ?? code);
  return new Error(`Cannot reach the query API at ${base.href}: ${why}. Is the system running?`, {
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  UND_ERR_SOCKET: 'the connection was cut',
};
