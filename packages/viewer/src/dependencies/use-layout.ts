import { useEffect, useState } from 'preact/hooks';
import type { ServiceGraph } from '../api/types.ts';
import type { Measure, PlacedGraph } from './layout-graph.ts';

/** Below this width callers stand above those they call, not before them. */
const NARROW = 640;
/** The graph's places, computed by dagre, which is loaded for it. @param width of the box, in px; 0 while unknown. */
export function useLayout(
  graph: ServiceGraph,
  width: number,
  zoom: number,
): { placed?: PlacedGraph; problem?: string } {
  const [state, setState] = useState<{ placed?: PlacedGraph; problem?: string }>({});
  const narrow = width < NARROW;
  const compact = narrow && zoom === 1;
  useEffect(() => {
    if (width === 0) return undefined;
    let current = true;
    import('./layout-graph.ts').then(
      ({ layoutGraph }) =>
        current &&
        setState({
          placed: layoutGraph(graph, { direction: narrow ? 'TB' : 'LR', compact, measure: measureText() }),
        }),
      (error: unknown) => current && setState({ problem: String(error) }),
    );
    return () => {
      current = false;
    };
  }, [graph, narrow, compact, width === 0]);
  return state;
}

/** With the page's own font, as graph-view.css has it. */
function measureText(): Measure {
  const canvas = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const fonts = { name: `600 13px ${family}`, small: `11px ${family}` };
  return (text, style) => {
    if (!canvas) return text.length * 8;
    canvas.font = fonts[style];
    return canvas.measureText(text).width;
  };
}
