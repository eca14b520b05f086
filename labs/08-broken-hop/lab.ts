/** Lab 08: one journey, two traces. */
import { defineLab } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import type { Trace } from '@tracewalk/trace-model';

const RUN = 'demo.run.id';

export const runIn = (trace: Trace): unknown =>
  trace.nodes.map(({ span }) => span.attributes[RUN]).find((id) => id !== undefined);

export const lab = defineLab({
  title: 'Find the broken hop',
  minutes: 20,
  faults: ['lost-context'],
  questions: {
    trace: 'the id of the trace in which you started a run',
    rest: 'the id of the trace with the rest of the same run',
    last: 'the id of the last span before the break (16 hex digits)',
    service: 'the service that should have passed the context on',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'POST /api/stacks/:id/runs' }),
    {
      says: 'It breaks off',
      check: async (attempt) =>
        (await answered(attempt)).services.includes('drain')
          ? 'It does not: drain is in it. Is the fault set?'
          : undefined,
    },
    ...namedTrace({ service: 'drain', operation: 'process runs', answer: 'rest' }),
    {
      says: 'Both are of the same run',
      check: async (attempt) =>
        runIn(await answered(attempt)) === runIn(await answered(attempt, 'rest'))
          ? undefined
          : 'They are of two runs: what do both say, that the backend does not look at?',
    },
    {
      says: 'That is the last span before the break',
      check: async (attempt) => {
        const span = (await answered(attempt)).byId.get(attempt.answers['last']?.trim() ?? '')?.span;
        return span?.kind === 'PRODUCER' ? undefined : 'The break is where the work leaves the request';
      },
    },
    {
      says: 'That service should have passed it on',
      check: async (attempt) => {
        const trace = await answered(attempt);
        const producer = trace.nodes.find(({ span }) => span.kind === 'PRODUCER')?.span.service;
        return attempt.answers['service']?.trim() === producer
          ? undefined
          : 'The one that receives can only read what was written for it';
      },
    },
  ],
});
