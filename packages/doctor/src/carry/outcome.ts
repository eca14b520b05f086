/** What became of a request. */
import type { Rejected } from './partial-success.ts';

export type Outcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Of gRPC; undefined where the answer is none of gRPC. */
      readonly grpc?: number;
      /** The media type. */
      readonly type: string;
      /** What the receiver says, in a line. */
      readonly message: string;
      readonly rejected?: Rejected;
    }
  /** There was no answer, and this is the code of the error: ECONNREFUSED, HPE_INVALID_CONSTANT, ... */
  | { readonly kind: 'failed'; readonly code: string };

export interface Address {
  readonly url: URL;
  /** The name that the certificate has to be for, where the connection goes through another one. */
  readonly servername?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The authority to trust, besides the usual ones. */
  readonly ca?: Buffer;
}

/** Longer than this a receiver does not take for one span; in ms. */
export const TIMEOUT = 3_000;
export const TIMED_OUT = 'ETIMEDOUT';

/** Node puts the reason of a failure into causes, and into one of several attempts. */
export function codeOf(error: unknown): string {
  for (let each = error; each instanceof Error;) {
    const { code, cause, errors } = each as NodeJS.ErrnoException & { errors?: unknown[] };
    if (each.name === 'TimeoutError' || each.name === 'AbortError') return TIMED_OUT;
    // A stream that is cancelled says only that its connection was: why that was is its cause.
    if (typeof code === 'string' && !(code === 'ERR_HTTP2_STREAM_CANCEL' && cause)) return code;
    each = cause ?? errors?.[0];
  }
  return 'UNKNOWN';
}

export const isTaken = (outcome: Outcome): boolean =>
  outcome.kind === 'answered' &&
  outcome.rejected === undefined &&
  (outcome.grpc === undefined
    ? outcome.status >= 200 && outcome.status < 300 && !outcome.type.includes('html')
    : outcome.grpc === 0);

/** A line for people: what a receiver says may be long, and have line breaks and control characters. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 160);
