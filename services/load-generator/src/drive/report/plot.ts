/** Line plots as SVG without scripts: a title that is read out, a point's value in its tooltip, colours of the page. */

export interface Line {
  name: string;
  /** One of the classes of the page's style: `one` to `four`. */
  color: string;
  /** In ascending order of x; a NaN leaves a gap. */
  points: readonly (readonly [x: number, y: number])[];
  dashed?: boolean;
}

export interface Plot {
  title: string;
  /** What a reader who cannot see it is told. */
  description: string;
  lines: readonly Line[];
  /** The x axis, of which the labels are formatted; ticks are chosen unless given. */
  x: Axis;
  y: Axis;
}

interface Axis {
  label: string;
  format: (value: number) => string;
  ticks?: readonly number[];
  /** Equal factors have equal lengths. */
  log?: boolean;
}

const [WIDTH, HEIGHT] = [400, 230];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 10, 10, 42];

export function renderPlot(plot: Plot, id: string): string {
  const all = plot.lines.flatMap(({ points }) => points).filter(([, y]) => Number.isFinite(y));
  const x = scale(
    plot.x,
    all.map(([value]) => value),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scale(
    plot.y,
    all.map(([, value]) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const legend = plot.lines.map(
    ({ name, color, dashed }) => `<li class="${color}${dashed ? ' dashed' : ''}">${name}</li>`,
  );
  return `<figure>
<figcaption>${plot.title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${plot.title}</title><desc id="${id}-desc">${plot.description}</desc>
${y.ticks.map((tick) => gridLine(y.at(tick), plot.y.format(tick))).join('')}
${x.ticks.map((tick) => `<text x="${n(x.at(tick))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${plot.x.format(tick)}</text>`).join('')}
<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 4}" text-anchor="middle">${plot.x.label}</text>
${plot.lines.map((line) => path(line, x.at, y.at)).join('\n')}
</svg>
<ul class="legend">${legend.join('')}</ul>
</figure>`;
}

function gridLine(at: number, label: string): string {
  return (
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(at)}" y2="${n(at)}"/>` +
    `<text x="${LEFT - 6}" y="${n(at + 4)}" text-anchor="end">${label}</text>`
  );
}

function path(
  { points, color, dashed }: Line,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  const steps = points.map(([across, up]) => {
    if (!Number.isFinite(up)) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${n(x(across))} ${n(y(up))}`;
    pen = 'L';
    return step;
  });
  return `<path class="line ${color}${dashed ? ' dashed' : ''}" d="${steps.join('')}"/>`;
}

interface Scale {
  at: (value: number) => number;
  ticks: readonly number[];
}

function scale(axis: Axis, values: readonly number[], from: number, to: number): Scale {
  const max = Math.max(...values, axis.log ? 1e-3 : 0);
  const min = axis.log ? Math.min(...values.filter((value) => value > 0), max / 10) : 0;
  const ticks = axis.ticks ?? (axis.log ? powers(min, max) : roundSteps(max));
  const [low, high] = [Math.min(min, ticks[0] ?? min), Math.max(max, ticks.at(-1) ?? max)];
  const place = axis.log ? (value: number) => Math.log(Math.max(value, low)) : (value: number) => value;
  const [first, last] = [place(low), place(high)];
  const at = (value: number) => from + ((to - from) * (place(value) - first)) / (last - first || 1);
  return { at, ticks };
}

/** 0 and about five more, round ones. */
function roundSteps(max: number): number[] {
  const rough = (max || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.ceil((max || 1) / step - 1e-9) + 1 }, (_, index) => index * step);
}

function powers(min: number, max: number): number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  return Array.from({ length: Math.max(2, last - first + 1) }, (_, index) => 10 ** (first + index));
}

const n = (value: number): string => value.toFixed(1);
