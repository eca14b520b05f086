import { formatDuration, formatTime } from './microseconds.ts';
import { createPaint } from './paint.ts';
import { clampWidth, type RenderOptions } from './render-trace.ts';
import { chooseSigns, type Signs } from './signs.ts';
import { column, fit, safeText, textWidth } from './terminal-text.ts';
import type { Trace } from './trace.ts';

const ERRORS_WIDTH = 5;
/** From so many columns on, the services are listed. */
const WIDE = 100;

/**
 * A trace in one line of at most `width` columns: when, which, how long, how many spans and errors, what it began
 * with, and from 100 columns on the services it went through. Lines stand well below each other.
 */
export function renderTraceLine(trace: Trace, options: RenderOptions = {}): string {
  const width = clampWidth(options.width);
  const signs = chooseSigns(options.ascii ?? false, width);
  const paint = createPaint(options.color ?? false);
  const { id, start, duration, nodes, errorCount } = trace;

  const time = formatTime(start).slice(-12);
  const spans = `${nodes.length} ${nodes.length === 1 ? 'span' : 'spans'}`.padStart(9);
  const facts = `  ${id.slice(0, 8)}  ${formatDuration(duration).padStart(7)}  ${spans}  `;
  const errors = column(errorCount > 0 ? `${signs.error} ${errorCount}` : '', ERRORS_WIDTH, signs.ellipsis);
  const room = width - textWidth(time + facts) - ERRORS_WIDTH;
  const way = fit(describeWay(trace, width, signs), room, signs.ellipsis);
  return (paint('dim', time) + facts + paint('red', errors) + way).trimEnd();
}

/** What it began with, and where it went from there. */
function describeWay({ roots, services }: Trace, width: number, signs: Signs): string {
  const root = roots[0]?.span;
  const began = safeText(`${root?.service} ${root?.name}`);
  const others = safeText(services.filter((service) => service !== root?.service).join(', '));
  if (others === '' || width < WIDE) return began;
  return `${column(began, Math.floor(width / 3), signs.ellipsis)}  ${signs.arrow} ${others}`;
}
