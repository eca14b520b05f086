/** Lab 20: traces are missing, second stage: do spans arrive? */
import { defineLab } from '@tracewalk/lab';
import { probing, spansNamed } from '@tracewalk/lab/probe';

const runways = probing('/runways');

export const lab = defineLab({
  title: 'Missing traces 2: not carried',
  minutes: 15,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8120 },
  steps: [
    runways.step('tower answers', ({ status }) => (status === 200 ? undefined : `It answered ${status}`)),
    runways.traceStep('Its span arrives', (trace) =>
      spansNamed(trace, 'tower', 'GET /runways').length === 1
        ? undefined
        : 'The trace is there without tower',
    ),
    {
      says: 'And goes on arriving',
      check: async (attempt) => {
        const again = probing('/runways').traceStep('', (trace) =>
          spansNamed(trace, 'tower', 'GET /runways').length === 1 ? undefined : 'This time it did not',
        );
        return again.check(attempt);
      },
    },
  ],
});
