/** Lab 04: who calls whom. */
import { defineLab, type Step } from '@tracewalk/lab';
import { answered, namedTrace } from '@tracewalk/lab/steps';
import { callsOf, type Calls } from './calls.ts';

const listed = (answer = ''): string =>
  answer
    .split(/[\s,]+/)
    .filter(Boolean)
    .toSorted()
    .join(', ');

const step = (says: string, direction: keyof Calls, hint: string): Step => ({
  says,
  check: async (attempt) => {
    const calls = await callsOf(attempt, 'broker');
    return listed(attempt.answers[direction]) === calls[direction].join(', ') ? undefined : hint;
  },
});

export const lab = defineLab({
  title: 'Draw the map of the services',
  minutes: 10,
  questions: {
    callers: 'the services that call broker, separated by commas',
    called: 'the services that broker calls, separated by commas',
    trace: 'the id of a new trace in which broker takes part and that goes through the most services',
  },
  steps: [
    step(
      'These services call broker',
      'callers',
      'Not these, or not all. Start a run on the page: what happens at its end?',
    ),
    step(
      'These are called by broker',
      'called',
      'Not these, or not all. broker calls who has subscribed to an event',
    ),
    ...namedTrace({ service: 'broker' }),
    {
      says: 'It goes through more services than a heartbeat does',
      check: async (attempt) => {
        const { services } = await answered(attempt);
        return services.length > 4
          ? undefined
          : `It goes through ${services.length}. Which story leads through the most boxes of the map?`;
      },
    },
  ],
});
