/**
 * The flame graph: spans with the same path of service and operation become one box. Its width is work, the box's own
 * and that of all below it: work that went on at the same time adds up.
 */
import { at, isError, type TraceColumns } from './columns.ts';

export interface FlameBox {
  readonly id: number;
  /** The box above; -1 for a root. */
  readonly parent: number;
  readonly depth: number;
  readonly service: number;
  readonly operation: number;
  /** How many spans. */
  readonly spans: number;
  readonly errors: number;
  /** The durations of its spans together, in µs. */
  readonly duration: number;
  /** Own work, in µs. */
  readonly self: number;
  /** Own work and that of all below. */
  readonly total: number;
  /** Where it begins, in µs of work from the left. */
  readonly offset: number;
  /** A span of the box: the first. */
  readonly example: number;
}

type Growing = { -readonly [Field in keyof FlameBox]: FlameBox[Field] };

/** Every box after the one above it. */
export function flameGraph(columns: TraceColumns): FlameBox[] {
  const boxes: Growing[] = [];
  const boxOf = new Int32Array(columns.spanCount);
  // For each box the boxes below it, by service and operation. The last map is that of the roots.
  const below: Map<number, number>[] = [];
  const roots = new Map<number, number>();
  const stride = columns.operations.length + 1;
  for (let index = 0; index < columns.spanCount; index++) {
    const above = at(columns.parent, index) < 0 ? -1 : at(boxOf, at(columns.parent, index));
    const names = at(columns.service, index) * stride + at(columns.operation, index);
    const siblings = above < 0 ? roots : (below[above] ?? roots);
    let id = siblings.get(names);
    if (id === undefined) {
      id = boxes.length;
      siblings.set(names, id);
      below.push(new Map());
      boxes.push(emptyBox(columns, id, above, index, (boxes[above]?.depth ?? -1) + 1));
    }
    boxOf[index] = id;
    const box = boxes[id];
    if (!box) continue;
    box.spans += 1;
    box.errors += Number(isError(columns, index));
    box.duration += Math.max(0, at(columns.spanDuration, index));
    box.self += at(columns.selfTime, index);
  }
  addUp(boxes);
  return boxes;
}

const emptyBox = (
  columns: TraceColumns,
  id: number,
  parent: number,
  index: number,
  depth: number,
): Growing => ({
  id,
  parent,
  depth,
  service: at(columns.service, index),
  operation: at(columns.operation, index),
  spans: 0,
  errors: 0,
  duration: 0,
  self: 0,
  total: 0,
  offset: 0,
  example: index,
});

/** A box is made after the one above it, so backwards the totals are complete, and forwards the offsets. */
function addUp(boxes: Growing[]): void {
  for (const box of boxes.toReversed()) {
    box.total += box.self;
    const above = boxes[box.parent];
    if (above) above.total += box.total;
  }
  const next = new Float64Array(boxes.length + 1);
  for (const box of boxes) {
    const owner = box.parent < 0 ? boxes.length : box.parent;
    box.offset = at(next, owner);
    next[owner] = box.offset + box.total;
    next[box.id] = box.offset;
  }
}

/** A box on the screen: places as shares of the width. */
export interface FlamePlace {
  readonly box: FlameBox;
  readonly from: number;
  readonly width: number;
}

/**
 * The boxes in sight when `zoomed` fills the width, with those above it. Boxes narrower than `least` (a share) are left
 * out, and when there are more than `most`, the narrowest: how many is said.
 */
export function placeFlames(
  boxes: readonly FlameBox[],
  zoomed: number,
  least: number,
  most: number,
): { places: FlamePlace[]; leftOut: number } {
  const focus = boxes[zoomed];
  const whole = boxes.reduce((sum, box) => sum + (box.parent < 0 ? box.total : 0), 0);
  const [offset, width] = focus ? [focus.offset, focus.total] : [0, whole];
  const lineage = new Set<number>();
  for (let above = focus?.parent ?? -1; above >= 0; above = boxes[above]?.parent ?? -1) lineage.add(above);
  const isIn = new Uint8Array(boxes.length);
  const places: FlamePlace[] = [];
  let leftOut = 0;
  for (const box of boxes) {
    if (lineage.has(box.id)) {
      places.push({ box, from: 0, width: 1 });
      continue;
    }
    isIn[box.id] = Number(!focus || box === focus || isIn[box.parent] === 1);
    if (isIn[box.id] === 0) continue;
    const share = width > 0 ? box.total / width : 1;
    if (share < least && box !== focus) leftOut += 1;
    else places.push({ box, from: width > 0 ? (box.offset - offset) / width : 0, width: share });
  }
  if (places.length <= most) return { places, leftOut };
  const kept = new Set(places.toSorted((a, b) => b.width - a.width || a.box.id - b.box.id).slice(0, most));
  return { places: places.filter((place) => kept.has(place)), leftOut: leftOut + places.length - most };
}
