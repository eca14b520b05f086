import type { Cause } from '../causes.ts';

/** A setting that is wrong by itself, whatever the others are. */
export interface Mistake {
  readonly cause: Cause;
  /** The variable to change. */
  readonly variable: string;
  readonly evidence: string;
  /** What to do with the variable, e.g. `set OTEL_TRACES_EXPORTER=otlp`. */
  readonly change: string;
  /** Only likely: a span that arrives at the endpoint disproves it. */
  readonly disprovable?: true;
}
