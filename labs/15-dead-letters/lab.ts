/** Lab 15: tried, tried again, given up. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Span, Trace } from '@tracewalk/trace-model';

export const attempts = (trace: Trace): Span[] =>
  trace.nodes.map(({ span }) => span).filter(({ name }) => name === 'process runs');

/** The phase that fails each time. */
export const failingPhase = (trace: Trace): string | undefined =>
  trace.nodes.find(({ span }) => span.events.some(({ name }) => name === 'exception'))?.span.name;

export const givenUp = (trace: Trace) => trace.nodes.find(({ span }) => span.name === 'process runs.dead');

export const lab = defineLab({
  title: 'Find out why a run was given up',
  minutes: 15,
  faults: ['poison-run'],
  questions: {
    trace: 'the id of the trace of a run that was given up',
    attempts: 'how often it was tried',
    phase: 'the phase that failed',
    dead: 'the id of the span in which it was given up (16 hex digits)',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'POST /api/stacks/:id/runs' }),
    {
      says: 'It was given up',
      check: async (attempt) =>
        givenUp(await answered(attempt))
          ? undefined
          : 'Not yet, or not this one: wait for `process runs.dead`',
    },
    {
      says: 'It was tried so often',
      check: async (attempt) =>
        Number(attempt.answers['attempts']) === attempts(await answered(attempt)).length
          ? undefined
          : 'Each try is a `process runs`, and they are siblings',
    },
    {
      says: 'That phase failed',
      check: async (attempt) =>
        failingPhase(await answered(attempt)) === attempt.answers['phase']?.trim()
          ? undefined
          : 'The phase that failed has the exception',
    },
    {
      says: 'That is where it was given up',
      check: async (attempt) =>
        givenUp(await answered(attempt))?.span.spanId === attempt.answers['dead']?.trim()
          ? undefined
          : 'The trace has no such span, or it is another one',
    },
  ],
});
