/** What can be measured of a trace's structure. */
import type { Shape, ShapeSpan } from '../shape/shape.ts';

export const sizeOf = ({ spans }: Shape): number => spans.length;

/** How many spans each level has; the root is level 0. */
function levels({ spans }: Shape): number[] {
  const depths = new Int32Array(spans.length);
  const counts: number[] = [];
  for (const [index, { parent }] of spans.entries()) {
    const depth = parent < 0 ? 0 : (depths[parent] ?? 0) + 1;
    depths[index] = depth;
    counts[depth] = (counts[depth] ?? 0) + 1;
  }
  return counts;
}

/** Levels below the root. */
export const depthOf = (shape: Shape): number => levels(shape).length - 1;

/** Spans on the widest level. */
export const widthOf = (shape: Shape): number =>
  levels(shape).reduce((most, count) => Math.max(most, count), 0);

export const servicesOf = ({ resources }: Shape): number =>
  new Set(resources.map(({ service }) => service)).size;

export interface CallSpan {
  readonly span: ShapeSpan;
  /** Index of the calling span; -1 for the call that began the trace. */
  readonly by: number;
  /** What is called, to tell a repeated call. */
  readonly target: string;
}

/** The calls of a trace: its root, and each CLIENT or PRODUCER span. */
export const callsOf = ({ spans }: Shape): CallSpan[] =>
  spans.flatMap((span) => {
    const isCall = span.parent < 0 || span.kind === 'CLIENT' || span.kind === 'PRODUCER';
    if (!isCall) return [];
    const address = span.attributes.find(([key]) => key === 'server.address')?.[1] ?? '';
    return [{ span, by: span.parent, target: `${span.name} ${String(address)}` }];
  });

/** Of calls by one caller, those of which there are several. */
export function siblings(shape: Shape): CallSpan[][] {
  const groups = Map.groupBy(callsOf(shape), ({ by }) => by);
  return [...groups].filter(([by, group]) => by >= 0 && group.length > 1).map(([, group]) => group);
}
