/** Whether there is a query API, and what its clock says. */
import type { Cause } from '../causes.ts';
import { codeOf } from '../carry/outcome.ts';

export type QueryApi =
  | { readonly ok: true; readonly services: number; readonly skewMs: number }
  | { readonly ok: false; readonly cause: Cause; readonly evidence: string; readonly change: string };

/** A storage may take a while for its first answer; in ms. */
const TIMEOUT = 5_000;
/** `Date` has whole seconds, and an answer takes a while. */
const ROUNDING = 500;
const PATHS = ['api/v3/services', 'api/services'];

export async function askQueryApi(url: URL): Promise<QueryApi> {
  const base = url.href.endsWith('/') ? url.href : `${url.href}/`;
  let last = '';
  for (const path of PATHS) {
    const asked = Date.now();
    let response: Response;
    let text: string;
    try {
      const init = { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) } as const;
      response = await fetch(new URL(path, base), { ...init, headers: { accept: 'application/json' } });
      text = await response.text();
    } catch (error) {
      return unreachable(url, codeOf(error));
    }
    const { status } = response;
    last = `${new URL(path, base).href} answered ${status}${isPage(response) ? ' with a web page' : ''}`;
    if ([301, 302, 303, 307, 308, 401, 403].includes(status)) {
      const change = 'pass a --query-url that needs no login, e.g. of a port-forward past the proxy';
      return { ok: false, cause: 'query-not-allowed', evidence: last, change };
    }
    if (status >= 500 && status !== 501) return notReady(last);
    const services = status === 200 && !isPage(response) ? servicesIn(text) : undefined;
    if (services !== undefined) return { ok: true, services, skewMs: skew(response, asked) };
  }
  const change = "pass the --query-url of Jaeger's page, e.g. http://127.0.0.1:16686";
  return { ok: false, cause: 'not-a-query-api', evidence: last, change };
}

function unreachable(url: URL, code: string): QueryApi {
  const change = 'start it, or pass the --query-url that it has';
  return { ok: false, cause: 'query-unreachable', evidence: `${code} at ${url.origin}`, change };
}

function notReady(evidence: string): QueryApi {
  const change = 'wait until the storage is up; then look at its log and at that of Jaeger';
  return { ok: false, cause: 'storage-not-ready', evidence, change };
}

const isPage = ({ headers }: Response): boolean => headers.get('content-type')?.includes('html') ?? false;

/** How many services the answer lists; undefined when it is none of this API. Empty lists are left out, or `null`. */
function servicesIn(text: string): number | undefined {
  try {
    const json = JSON.parse(text) as { services?: unknown; data?: unknown } | null;
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    const list = json.services ?? json.data;
    if (Array.isArray(list)) return list.length;
    return Object.keys(json).length === 0 || list === null ? 0 : undefined;
  } catch {
    return undefined;
  }
}

/** How far that clock is ahead of this one. */
function skew({ headers }: Response, asked: number): number {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? 0 : date + ROUNDING - (asked + Date.now()) / 2;
}
