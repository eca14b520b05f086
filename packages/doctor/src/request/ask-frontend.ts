/** A marked request: one with a trace id that is known before. */
import { codeOf, oneLine } from '../carry/outcome.ts';
import { newMark, type Mark } from '../carry/mark.ts';
import type { Story } from './stories.ts';

export interface Asked {
  readonly mark: Mark;
  /** Of the answer; undefined when there was none. */
  readonly status?: number;
  /** Where it can be asked what became of it: a run goes on after the answer. */
  readonly location?: string;
  /** Of the error when there was no answer. */
  readonly code?: string;
  /** What the answer says went wrong, and in which service. */
  readonly problem?: string;
  /** What frontend says of its own span: its trace, and whether it is recorded. */
  readonly response?: { readonly traceId: string; readonly spanId: string; readonly sampled: boolean };
}

const TIMEOUT = 10_000;
const TRACERESPONSE = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export async function askFrontend(
  frontend: URL,
  { path, method }: NonNullable<Story['ask']>,
): Promise<Asked> {
  const mark = newMark(`ask for ${path}`);
  try {
    const response = await fetch(new URL(path, frontend), {
      method,
      headers: { traceparent: `00-${mark.traceId}-${mark.spanId}-01`, accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    const { status } = response;
    const location = response.headers.get('location');
    const said = response.headers.get('traceresponse') ?? '';
    const [, traceId, spanId = '', flags = ''] = TRACERESPONSE.exec(said) ?? [];
    return {
      mark,
      status,
      ...(location && { location }),
      ...(status >= 400 && { problem: problemIn(text) }),
      ...(traceId && { response: { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 } }),
    };
  } catch (error) {
    return { mark, code: codeOf(error) };
  }
}

/** Whether a run has not begun yet: drain is behind, and nothing of it can be there. */
export async function isQueued(frontend: URL | undefined, location: string | undefined): Promise<boolean> {
  if (!frontend || !location) return false;
  const { traceId, spanId } = newMark('look at the run');
  try {
    const response = await fetch(new URL(location, frontend), {
      // Not recorded: only the request before is of interest.
      headers: { traceparent: `00-${traceId}-${spanId}-00`, accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return ((await response.json()) as { state?: unknown }).state === 'queued';
  } catch {
    return false;
  }
}

function problemIn(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? oneLine(detail) : '';
  } catch {
    return '';
  }
}
