/** Lab 01: the first trace. */
import { defineLab } from '@tracewalk/lab';
import { answered, deepest, namedTrace } from '@tracewalk/lab/steps';

export const lab = defineLab({
  title: 'Read your first trace',
  minutes: 10,
  questions: {
    trace: 'the id of the trace of your own request (32 hex digits)',
    services: 'how many services took part in it',
    deepest: 'the name of a span that lies deepest in it',
  },
  steps: [
    ...namedTrace({ service: 'frontend', operation: 'GET /api/profiles/:id' }),
    {
      says: 'So many services took part',
      check: async (attempt) => {
        const { services } = await answered(attempt);
        return Number(attempt.answers['services']) === services.length
          ? undefined
          : `${attempt.answers['services']} it is not. Each row of the trace names its service: count the different ones`;
      },
    },
    {
      says: 'That span lies deepest',
      check: async (attempt) => {
        const names = deepest(await answered(attempt)).map(({ span }) => span.name);
        return names.includes(attempt.answers['deepest']?.trim() ?? '')
          ? undefined
          : 'There is a deeper one. Each step to the right is a step deeper';
      },
    },
  ],
});
