/** What a PromQL expression asks for. Not a parser: enough to find a name that nobody emits. */

export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const WORDS = new Set([
  'and',
  'or',
  'unless',
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'offset',
  'bool',
]);
const LABEL_LIST = /\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
/** A name, then the matchers in braces; or `(`, and it is a function. */
const NAME = /(?<![\w.$])([a-zA-Z_:][\w:]*)\s*(\(|\{[^}]*\})?/g;

const withoutStringsAndRanges = (expression: string): string =>
  expression.replace(/"(?:\\.|[^"\\])*"/g, '""').replace(/\[[^\]]*\]/g, '');

/** `rate(http_requests_total{code="500"}[5m])` asks for http_requests_total, and there for the label code. */
export function selectorsOf(expression: string): Selector[] {
  const text = withoutStringsAndRanges(expression).replace(LABEL_LIST, ' ');
  return [...text.matchAll(NAME)]
    .filter(([, name = '', next]) => next !== '(' && !WORDS.has(name))
    .map(([, metric = '', matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label = '']) => label),
    }));
}

/** The labels that an expression groups or joins by. */
export const groupedBy = (expression: string): string[] =>
  [...withoutStringsAndRanges(expression).matchAll(LABEL_LIST)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
