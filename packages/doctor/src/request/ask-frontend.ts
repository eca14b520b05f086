/** A marked request: one with a trace id that is known before. */
import { codeOf, oneLine } from '../carry/outcome.ts';
import { newMark, type Mark } from '../carry/mark.ts';
import type { Story } from './stories.ts';

export interface Asked {
  readonly mark: Mark;
  /** Of the answer; undefined when there was none. */
  readonly status?: number;
  /** Of the error when there was no answer. */
  readonly code?: string;
  /** What the answer says went wrong, and in which service. */
  readonly problem?: string;
  /** What frontend says of its own span: its trace, and whether it is recorded. */
  readonly response?: { readonly traceId: string; readonly sampled: boolean };
}

const TIMEOUT = 10_000;

export async function askFrontend(frontend: URL, { path, method }: NonNullable<Story['ask']>): Promise<Asked> {
  const mark = newMark(`ask for ${path}`);
  try {
    const response = await fetch(new URL(path, frontend), {
      method,
      headers: { traceparent: `00-${mark.traceId}-${mark.spanId}-01`, accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    const { status } = response;
    const [, traceId, flags] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(response.headers.get('traceresponse') ?? '') ?? [];
    return {
      mark,
      status,
      ...(status >= 400 && { problem: problemIn(text) }),
      ...(traceId && { response: { traceId, sampled: (Number.parseInt(flags ?? '', 16) & 1) === 1 } }),
    };
  } catch (error) {
    return { mark, code: codeOf(error) };
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
