/** The lines of a trace's tree, before anything is measured or painted. */
import { formatDuration } from './microseconds.ts';
import { selectSpans, type Selection, type ShownChildren } from './shown-children.ts';
import type { Signs } from './signs.ts';
import { propagationFormats } from './span-labels.ts';
import type { SpanLink } from './span.ts';
import { safeText } from './terminal-text.ts';
import { linkedNode, type Trace, type TraceNode } from './trace.ts';

export interface Row {
  /** The branches of the tree in front of the text. */
  readonly guides: string;
  /** The context format that crossed the hop to this span, with its arrow. */
  readonly edge: string;
  readonly text: string;
  /** What the line is about: the span itself, its failure, a link, a warning, or spans that are not drawn. */
  readonly kind: 'span' | 'error' | 'link' | 'warning' | 'more';
  readonly node?: TraceNode;
}

export interface RowOptions {
  readonly signs: Signs;
  /** Deeper spans are not indented further; their depth is printed instead. */
  readonly maxDepth: number;
  readonly maxSpans: number;
}

/** A span that is still to be drawn, or the note on the siblings that will not be. */
interface Waiting {
  readonly node?: TraceNode;
  readonly hidden?: readonly TraceNode[];
  /** The guides of its parent's other children. */
  readonly before: string;
  readonly depth: number;
  readonly last: boolean;
}

export function treeRows(trace: Trace, options: RowOptions): Row[] {
  const selection = selectSpans(trace, options.maxSpans);
  const rows: Row[] = [];
  const waiting = inTurn(selection.of(undefined), '', 0);
  let drawn = 0;
  let summed = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.hidden) {
      rows.push(moreRow(next, next.hidden, selection, options));
      summed += next.hidden.reduce((sum, node) => sum + selection.size(node), 0);
    }
    if (!next.node) continue;
    if (drawn++ === options.maxSpans) break;
    const { own, below } = guidesOf(next, options);
    rows.push(
      spanRow(next.node, next.depth, own, options),
      ...noteRows(trace, next.node, below, options.signs),
    );
    waiting.push(...inTurn(selection.of(next.node), below.children, next.depth + 1));
  }
  const rest = trace.nodes.length - Math.min(drawn, options.maxSpans) - summed;
  if (rest > 0) rows.push(note('more', '', `${options.signs.ellipsis} ${rest} more spans are not drawn`));
  return rows;
}

/** Children in reverse, as they are taken from the end. */
function inTurn({ shown, hidden }: ShownChildren, before: string, depth: number): Waiting[] {
  const note: Waiting[] = hidden.length > 0 ? [{ hidden, before, depth, last: true }] : [];
  return shown
    .map((node, index): Waiting => ({
      node,
      before,
      depth,
      last: note.length === 0 && index === shown.length - 1,
    }))
    .concat(note)
    .toReversed();
}

interface Below {
  /** In front of its children's branches. */
  readonly children: string;
  /** In front of its notes. */
  readonly notes: string;
}

function guidesOf(
  { node, before, depth, last }: Waiting,
  { signs, maxDepth }: RowOptions,
): { own: string; below: Below } {
  const hasChildren = (node?.children.length ?? 0) > 0;
  if (depth === 0) return { own: '', below: { children: '', notes: hasChildren ? signs.pass : signs.blank } };
  const children = depth < maxDepth ? before + (last ? signs.blank : signs.pass) : before;
  const under = depth < maxDepth ? children : before + signs.blank;
  return {
    own: before + (last ? signs.lastBranch : signs.branch),
    below: { children, notes: under + (hasChildren && depth < maxDepth ? signs.pass : signs.blank) },
  };
}

function spanRow(node: TraceNode, depth: number, guides: string, { signs, maxDepth }: RowOptions): Row {
  const formats = propagationFormats(node.span).map(safeText).join('+');
  const deep = depth > maxDepth ? `[${depth}] ` : '';
  return {
    guides,
    edge: deep + (formats && `${formats} ${signs.arrow} `),
    text: safeText(node.span.name) || '(no name)',
    kind: 'span',
    node,
  };
}

function noteRows(trace: Trace, node: TraceNode, { notes }: Below, signs: Signs): Row[] {
  const { span } = node;
  const rows: Row[] = [];
  if (span.status === 'error') {
    const message = span.statusMessage ? `: ${safeText(span.statusMessage)}` : '';
    rows.push(note('error', notes, `${signs.error} error${message}`));
  }
  for (const link of span.links)
    rows.push(note('link', notes, `${signs.link} ${describeLink(trace, node, link)}`));
  if (node.orphan)
    rows.push(note('warning', notes, `${signs.warning} its parent ${span.parentSpanId} is missing`));
  if (node.clockSkew !== undefined) {
    const early = formatDuration(node.clockSkew);
    rows.push(
      note('warning', notes, `${signs.warning} clocks disagree: it starts ${early} before its parent`),
    );
  }
  return rows;
}

function describeLink(trace: Trace, { span }: TraceNode, link: SpanLink): string {
  const target = linkedNode(trace, link);
  if (!target)
    return link.traceId === trace.id
      ? `link to missing span ${link.spanId}`
      : `link to trace ${link.traceId}`;
  const parent = link.spanId === span.parentSpanId ? ', its parent' : '';
  return `link to ${safeText(`${target.span.service} ${target.span.name}`)}${parent}`;
}

function moreRow(at: Waiting, hidden: readonly TraceNode[], { size }: Selection, options: RowOptions): Row {
  const { signs } = options;
  const count = hidden.reduce((sum, node) => sum + size(node), 0);
  const names = Map.groupBy(hidden, ({ span }) => span.name);
  const most = [...names].toSorted(([, a], [, b]) => b.length - a.length).slice(0, 3);
  const listed = most.map(([name, nodes]) => `${nodes.length} ${signs.times} ${safeText(name)}`);
  if (names.size > most.length) listed.push(signs.ellipsis);
  return note('more', guidesOf(at, options).own, `${signs.ellipsis} ${count} more: ${listed.join(', ')}`);
}

const note = (kind: Row['kind'], guides: string, text: string): Row => ({ guides, edge: '', text, kind });
