/** What `tracewalk load profiles` does. */
import {
  comparisons,
  createShapeMaker,
  profileNamed,
  profiles,
  writeTopology,
  type Comparison,
  type Profile,
} from '@tracewalk/trace-synth';
import { z } from 'zod';

const flagsSchema = z.object({
  yaml: z.boolean().default(false),
  traces: z.coerce
    .number('is no number')
    .int('is no whole number')
    .min(1, 'is below 1')
    .max(1_000_000)
    .optional(),
  seed: z.coerce.number('is no number').int('is no whole number'),
});

type Output = Pick<NodeJS.WriteStream, 'write'>;

/** Answers with the exit code. */
export function runProfiles(
  name: string | undefined,
  flags: Record<string, unknown>,
  out: Output = process.stdout,
  errors: Output = process.stderr,
): number {
  try {
    const parsed = flagsSchema.safeParse(flags);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(`Cannot show profiles: --${String(issue?.path[0])} ${issue?.message}`);
    }
    const { yaml, traces, seed } = parsed.data;
    if (yaml && name === undefined) throw new Error('Cannot show a topology file: say of which profile');
    if (name === undefined) out.write(list());
    else if (yaml) out.write(writeTopology(profileNamed(name).topology()));
    else out.write(page(profileNamed(name), traces, seed));
    return 0;
  } catch (error) {
    errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function list(): string {
  const width = Math.max(...profiles.map(({ name }) => name.length));
  const lines = profiles.map(({ name, about, figures }) => {
    const published = figures.length > 0 ? ` [${figures.length} published figures]` : '';
    return `${name.padEnd(width)}  ${about}${published}`;
  });
  return `${lines.join('\n')}\n`;
}

const SPANS = 400_000;
const MOST_TRACES = 10_000;

function page(profile: Profile, traces: number | undefined, seed: number): string {
  const maker = createShapeMaker(profile.topology(), { seed });
  const measured = comparisons(profile.figures);
  const [mostTraces, mostSpans] = traces === undefined ? [MOST_TRACES, SPANS] : [traces, Infinity];
  let [made, spans, errors, services] = [0, 0, 0, 0];
  while (made < mostTraces && spans < mostSpans) {
    const shape = maker.make(made);
    made += 1;
    spans += shape.spans.length;
    services = Math.max(services, shape.resources.length);
    errors += shape.spans.filter(({ status }) => status === 'error').length;
    measured.add(shape);
  }
  const facts =
    `${made} traces with seed ${seed}: ${(spans / made).toFixed(1)} spans each on average, up to ${services} services, ` +
    `${((100 * errors) / spans).toFixed(2)} % of the spans are errors`;
  return [
    `${profile.name}: ${profile.about}`,
    '',
    `Source: ${profile.source}`,
    ...profile.assumptions.map((assumption) => `Assumed: ${assumption}`),
    '',
    facts,
    ...measured.results().flatMap(describe),
    '',
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function describe({ figure, points, distance }: Comparison): string[] {
  const mean = figure.kind === 'mean';
  const show = mean ? (value: number) => value.toFixed(2) : percent;
  const rows = points.map(({ at, published, ours }) => [
    figure.kind === 'distribution' ? `${at} ${figure.unit}` : at,
    show(published),
    show(ours),
  ]);
  const title =
    figure.kind === 'distribution'
      ? `${figure.name}  (Kolmogorov-Smirnov distance ${distance.toFixed(3)})`
      : `${figure.name}  (${mean ? `off by ${percent(distance)}` : `largest difference ${distance.toFixed(3)}`})`;
  const [first, ...more] = [['', 'source', 'ours'], ...rows].map(([at = '', source = '', ours = '']) =>
    `  ${at.padEnd(20)}${source.padStart(9)}${ours.padStart(9)}`.trimEnd(),
  );
  return ['', title, ...(first ? [first] : []), ...more];
}
