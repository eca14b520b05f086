/** A span, the same whichever format it was read from. */
import type { Microseconds } from './microseconds.ts';

export type SpanKind = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

export type SpanStatus = 'unset' | 'ok' | 'error';

export type AttributeValue = string | number | boolean | readonly AttributeValue[];

export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface SpanEvent {
  readonly name: string;
  /** Since the epoch. */
  readonly time: Microseconds;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface Span {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Since the epoch. */
  readonly start: Microseconds;
  readonly duration: Microseconds;
  readonly status: SpanStatus;
  readonly statusMessage?: string;
  /** `service.name` of the resource. */
  readonly service: string;
  /** The other attributes of the resource. */
  readonly resource: Attributes;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  /** What the reader or the backend noticed about this span. */
  readonly warnings: readonly string[];
}

/** When the span ended, since the epoch. */
export const spanEnd = (span: Span): Microseconds => (span.start + span.duration) as Microseconds;
