/** Lab 19: traces are missing, first stage: are spans made at all? */
import { randomBytes } from 'node:crypto';
import { defineLab, type Attempt } from '@tracewalk/lab';
import { probing, spansNamed } from '@tracewalk/lab/probe';

const called = probing('/parcels/4');
/** As a browser asks, which sends no context. */
const agent = `lab-${randomBytes(6).toString('hex')}`;
const asked = probing('/parcels/5', { context: () => ({ 'user-agent': agent }) });

const ROUTE = 'GET /parcels/:id';

const rootsOf = (attempt: Attempt) => attempt.recent('parcel', { tags: { 'user_agent.original': agent } });

export const lab = defineLab({
  title: 'Missing traces 1: not made',
  minutes: 15,
  program: { arguments: ['--import', '@tracewalk/telemetry/register', 'app.ts'], port: 8119 },
  steps: [
    called.step('parcel answers', ({ status }) => (status === 200 ? undefined : `It answered ${status}`)),
    called.traceStep('A request of a traced caller has spans of parcel', (trace) =>
      trace.services.includes('parcel')
        ? undefined
        : 'The trace goes through parcel, and parcel made no span of its own, or kept it',
    ),
    called.traceStep('The request itself is one of them', (trace) =>
      spansNamed(trace, 'parcel', ROUTE).length === 1
        ? undefined
        : `There is no span \`${ROUTE}\`: which instrumentation makes the span of a request?`,
    ),
    {
      says: 'A request that nobody traced before begins a trace',
      check: async (attempt) => {
        const answered = asked.step('', ({ status }) =>
          status === 200 ? undefined : `It answered ${status}`,
        );
        return (
          (await answered.check(attempt)) ??
          ((await rootsOf(attempt)).length > 0 ? undefined : 'It made no trace: who decides at a root?')
        );
      },
    },
  ],
});
