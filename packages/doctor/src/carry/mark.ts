/** A marked span: one that nobody else can have sent. */
import { randomBytes } from 'node:crypto';

export interface Mark {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly name: string;
  /** Since the epoch; in ms. */
  readonly at: number;
}

/** The service that marks are of. */
export const DOCTOR = 'tracewalk-doctor';

export const newMark = (name: string): Mark => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  name,
  at: Date.now(),
});
