/** What a contract can say of a trace. The contracts themselves are in contracts.ts. */
import type { SpanKind } from '@tracewalk/trace-model';

export type Story = 'request' | 'job' | 'event';

/** How a caller wrote the trace context into its headers (attribute `demo.propagation.format` of the callee). */
export type ContextFormat = 'tracecontext' | 'b3' | 'b3multi';

/** How a span came to the backend (attribute `internal.span.format`, which only some backends add). */
export type ExportProtocol = 'otlp-http' | 'otlp-grpc' | 'zipkin';

/** A value, text that fits, or one of several values. Compared as text, which is what Zipkin makes of every value. */
export type Matcher = string | number | boolean | RegExp | readonly (string | number | boolean)[];

export interface SpanPattern {
  readonly service: string;
  readonly kind: SpanKind;
  readonly name: string | RegExp;
  /** Some span above it, parent or further up, is this one. */
  readonly within?: { readonly service: string; readonly name: string | RegExp };
}

/** A call from one service to another. Every such call in the trace must be as the contract says, and one must be there. */
export interface Edge {
  readonly caller: string;
  readonly callerKind: SpanKind;
  /** Its span is the direct child of the caller's. */
  readonly callee: SpanPattern;
  readonly format: ContextFormat;
  /** How the callee exports its span. */
  readonly calleeExport: ExportProtocol;
  /** True when the callee's span has a link to the caller's besides being its child. */
  readonly linked?: boolean;
}

export interface RequiredSpan extends SpanPattern {
  readonly attributes?: Readonly<Record<string, Matcher>>;
  readonly export?: ExportProtocol;
  /** It has a link to another trace, and that trace has this span (which `findStory` looks up). */
  readonly linksTo?: SpanPattern;
}

export interface Contract {
  readonly story: Story;
  /** What the trace shows, in a few words. */
  readonly title: string;
  /** The first span of the trace; a text for its name, since it is also what traces are searched by. */
  readonly root: RequiredSpan & { readonly name: string };
  readonly edges: readonly Edge[];
  readonly spans: readonly RequiredSpan[];
  /** What this story must not show. What no trace may show is in forbidden.ts. */
  readonly forbidden?: readonly SpanPattern[];
}
