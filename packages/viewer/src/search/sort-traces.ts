import type { FoundTrace } from '../api/types.ts';

export const ORDERS = {
  newest: 'Newest first',
  longest: 'Longest first',
  shortest: 'Shortest first',
  spans: 'Most spans first',
  errors: 'Most errors first',
} as const;

export type Order = keyof typeof ORDERS;

export const readOrder = (text: string): Order =>
  (Object.keys(ORDERS) as Order[]).find((order) => order === text) ?? 'newest';

const COMPARE: Readonly<Record<Order, (a: FoundTrace, b: FoundTrace) => number>> = {
  newest: (a, b) => Number(BigInt(b.startTimeUnixNano) - BigInt(a.startTimeUnixNano)),
  longest: (a, b) => b.duration - a.duration,
  shortest: (a, b) => a.duration - b.duration,
  spans: (a, b) => b.spanCount - a.spanCount,
  errors: (a, b) => b.errorCount - a.errorCount,
};

/** Traces that are equal in this order stay newest first. */
export const sortTraces = (traces: readonly FoundTrace[], order: Order): FoundTrace[] =>
  traces.toSorted((a, b) => COMPARE[order](a, b) || COMPARE.newest(a, b));
