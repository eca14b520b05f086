/**
 * A trace without ids and without a date: what is encoded once and then sent many times.
 *
 * Times are whole nanoseconds since the trace's start. They are safe integers (a double counts nanoseconds exactly up to
 * 104 days). Spans name each other by index; a parent stands before its children.
 */

export type ShapeKind = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

export type ShapeValue = string | number | boolean | readonly string[];

/** Whole numbers are integers on the wire, other numbers doubles. */
export type ShapeAttributes = readonly (readonly [key: string, value: ShapeValue])[];

export interface ShapeResource {
  readonly service: string;
  /** The others beside `service.name`. */
  readonly attributes: ShapeAttributes;
  /** How far this host's clock is ahead (negative: behind). It is **already in** the times of its spans and events. */
  readonly skewNanos?: number;
}

export interface ShapeEvent {
  readonly name: string;
  /** Nanoseconds since the trace's start. */
  readonly at: number;
  readonly attributes: ShapeAttributes;
}

export interface ShapeLink {
  /** 0: this trace. -n: the n-th trace before this one, of the same sender. Where there is none yet, leave the link out. */
  readonly trace: number;
  /** Index of the span in that trace; in another trace always 0, its root. */
  readonly span: number;
  readonly attributes: ShapeAttributes;
}

export interface ShapeSpan {
  /** Index in `resources`. */
  readonly resource: number;
  /** Index in `spans`, always less than the span's own; -1 for the root. */
  readonly parent: number;
  readonly name: string;
  readonly kind: ShapeKind;
  /** Nanoseconds since the trace's start. Below 0 only where a clock is skewed. */
  readonly start: number;
  /** Nanoseconds, never negative. */
  readonly duration: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly statusMessage?: string;
  readonly attributes: ShapeAttributes;
  readonly events: readonly ShapeEvent[];
  readonly links: readonly ShapeLink[];
}

export interface Shape {
  readonly resources: readonly ShapeResource[];
  /** At least one; the first is the root. */
  readonly spans: readonly ShapeSpan[];
}

/** The same, its spans made while they are read: for a trace that should not be held in memory at once. */
export interface StreamedShape {
  readonly resources: readonly ShapeResource[];
  readonly size: number;
  /** In the order of `Shape.spans`. May be called again, and gives the same. */
  readonly spans: () => Iterable<ShapeSpan>;
}

/** Makes the traces of one topology. */
export interface ShapeMaker {
  /** The index-th trace: the same for the same topology, seed and index, in any order of asking. */
  make(index: number): Shape;
  stream(index: number): StreamedShape;
}
