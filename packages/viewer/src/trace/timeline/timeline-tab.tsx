/** Minimap, axis, and the tree of spans. */
import './timeline.css';
import type { TraceState } from '../state/trace-state.ts';
import { Minimap } from './minimap.tsx';
import { Ruler } from './ruler.tsx';
import { SpanTree } from './span-tree.tsx';
import { Toolbar } from './toolbar.tsx';

export const TimelineTab = ({ state }: { state: TraceState }) => (
  <div class="timeline">
    <Toolbar state={state} />
    <Minimap state={state} />
    <Ruler state={state} />
    <SpanTree state={state} />
  </div>
);
