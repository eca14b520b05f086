/** From a YAML (or JSON) file to a checked topology. */
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import { checkTopology, type Path, type Problem } from './check-topology.ts';
import { topologySchema, type Topology } from './topology.ts';

const MAX_CHARACTERS = 16 * 2 ** 20;
const SHOWN_PROBLEMS = 5;

/** @param file its name, for errors. @throws Error that names each of the first problems with its line */
export function parseTopology(yaml: string, file: string): Topology {
  if (yaml.length > MAX_CHARACTERS) throw new Error(`Cannot read topology ${file}: it is larger than 16 MiB`);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    throw refusal(file, [{ line: lines.linePos(syntax.pos[0]).line, text: syntax.message }]);
  }
  const place = (path: Path) => lineOf(document, lines, path);
  const parsed = topologySchema.safeParse(toJs(document, file), { reportInput: true });
  const problems: Problem[] = parsed.success
    ? checkTopology(parsed.data)
    : parsed.error.issues.map((issue) => explain(issue));
  if (problems.length > 0) {
    throw refusal(
      file,
      problems.map(({ path, message }) => ({
        line: place(path),
        text: `${path.join('.') || 'the file'}: ${message}`,
      })),
    );
  }
  if (!parsed.success) throw new Error('Cannot happen: a file without problems is a topology');
  return parsed.data;
}

/** For what the program makes itself. @throws Error as of a file */
export function defineTopology(input: unknown): Topology {
  const parsed = topologySchema.parse(input);
  const [problem] = checkTopology(parsed);
  if (problem)
    throw new Error(`Cannot use topology ${parsed.name}: ${problem.path.join('.')}: ${problem.message}`);
  return parsed;
}

function toJs(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw new Error(`Cannot read topology ${file}: ${(error as Error).message}`, { cause: error });
  }
}

type Issue = NonNullable<ReturnType<typeof topologySchema.safeParse>['error']>['issues'][number];

/** Where a value may be written in several ways, what counts is what is wrong with the way that comes closest. */
function explain(issue: Issue, above: Path = []): Problem {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'invalid_key') return { path, message: issue.issues[0]?.message ?? issue.message };
  if (issue.code !== 'invalid_union') return { path, message: issue.message };
  const ways = issue.errors.flatMap(([first]) => (first ? [first] : []));
  const closest = ways.find((way) => way.code !== 'invalid_type' || way.path.length > 0);
  return closest ? explain(closest, path) : { path, message: UNREADABLE };
}

const UNREADABLE = 'is written in none of the ways that are possible here; topology.schema.json has them';

/** The line of the value, or of the nearest thing around it that is there. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function refusal(file: string, problems: readonly { line: number; text: string }[]): Error {
  const shown = problems.slice(0, SHOWN_PROBLEMS).map(({ line, text }) => `line ${line}: ${text}`);
  const more = problems.length - shown.length;
  return new Error(`Cannot use topology ${file}: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}
