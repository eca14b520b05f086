/** Lab 03: where an error begins. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Trace, TraceNode } from '@tracewalk/trace-model';

const ROUTE = 'GET /api/profiles/:id';

const failed = ({ span }: TraceNode): boolean => span.status === 'error';

/** The failed span beneath which nothing has failed. */
export const origin = (trace: Trace): TraceNode | undefined =>
  trace.nodes.find((node) => failed(node) && !node.children.some(failed));

/** Whose profile it was: the end of the address that user was asked for. */
export const userIn = (trace: Trace): string | undefined =>
  trace.nodes
    .map(({ span }) => span)
    .filter(({ service, kind }) => service === 'user' && kind === 'SERVER')
    .map(
      ({ attributes }) =>
        /\/users\/(\d+)/.exec(String(attributes['url.path'] ?? attributes['http.target']))?.[1],
    )
    .find((id) => id !== undefined);

const failedTrace = (answer: string) => [
  ...namedTrace({ service: 'frontend', operation: ROUTE, answer }),
  {
    says: 'That request failed',
    check: async (attempt: Parameters<typeof answered>[0]) =>
      (await answered(attempt, answer)).errorCount > 0 ? undefined : 'It did not: not every profile fails',
  },
];

export const lab = defineLab({
  title: 'Find the failing hop',
  minutes: 15,
  faults: ['failing-user'],
  questions: {
    trace: 'the id of the trace of a profile that could not be opened',
    other: 'and of another one, of somebody else',
    span: 'the id of the span of the first in which the error began',
    rule: 'what the ids of those who fail have in common: they can be divided by ...',
  },
  steps: [
    ...failedTrace('trace'),
    ...failedTrace('other'),
    {
      says: 'They are of two people',
      check: async (attempt) => {
        const [one, two] = [await answered(attempt), await answered(attempt, 'other')];
        return userIn(one) !== userIn(two) ? undefined : 'Both are of the same user';
      },
    },
    {
      says: 'The error began in that span',
      check: async (attempt) => {
        const trace = await answered(attempt);
        const named = trace.byId.get(attempt.answers['span']?.trim() ?? '');
        if (!named) return 'The first trace has no span of this id';
        if (!failed(named)) return `\`${named.span.name}\` is no error`;
        return named === origin(trace) ? undefined : 'It fails because something beneath it does';
      },
    },
    {
      says: 'The ids have that in common',
      check: async (attempt) => {
        const ids = [userIn(await answered(attempt)), userIn(await answered(attempt, 'other'))].map(Number);
        const rule = Number(attempt.answers['rule']);
        return rule > 2 && ids.every((id) => id % rule === 0) && rule === 7
          ? undefined
          : `It has to explain all that fail, and all that do not. These two are ${ids.join(' and ')}: look for a third`;
      },
    },
  ],
});
