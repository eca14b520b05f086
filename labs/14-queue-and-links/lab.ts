/** Lab 14: a queue, and spans that have no parent but links. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import { linkedTraceIds, type Trace } from '@tracewalk/trace-model';

const named = (trace: Trace, name: string) => trace.nodes.find(({ span }) => span.name === name)?.span;

/** From the end of sending to the begin of working, in ms: the time in the queue, which is in no span. */
export function waited(trace: Trace): number {
  const [sent, taken] = [named(trace, 'send runs'), named(trace, 'process runs')];
  if (!sent || !taken) return Number.NaN;
  return (taken.start - sent.start - sent.duration) / 1_000;
}

export const lab = defineLab({
  title: 'Follow a job through a queue',
  minutes: 20,
  faults: ['queue-backlog'],
  questions: {
    trace: 'the id of the trace of a run that you started',
    waited:
      'how long its job lay in the queue, in ms: from the end of `send runs` to the begin of `process runs`',
    audit: 'the id of the trace of the audit that looked at it',
    runs: 'how many runs that audit looked at',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'POST /api/stacks/:id/runs' }),
    {
      says: 'It was worked on',
      check: async (attempt) =>
        Number.isNaN(waited(await answered(attempt)))
          ? 'There is no `process runs` in it yet: wait'
          : undefined,
    },
    {
      says: 'So long it lay in the queue',
      check: async (attempt) => {
        const real = waited(await answered(attempt));
        return Math.abs(Number(attempt.answers['waited']?.replace(/ms/, '')) - real) <=
          Math.max(50, real * 0.05)
          ? undefined
          : 'It is the gap between two spans, and in none of them. Both say when they began and how long they took';
      },
    },
    ...namedTrace({ service: 'drain', operation: 'audit runs', answer: 'audit' }),
    {
      says: 'It looked at your run',
      check: async (attempt) =>
        linkedTraceIds(await answered(attempt, 'audit')).includes((await answered(attempt)).id)
          ? undefined
          : 'None of its links leads to your run. The span `process runs` knows who links to it',
    },
    {
      says: 'It looked at so many',
      check: async (attempt) => {
        const audit = named(await answered(attempt, 'audit'), 'audit runs');
        return Number(attempt.answers['runs']) === audit?.links.length ? undefined : 'Each link is one';
      },
    },
  ],
});
