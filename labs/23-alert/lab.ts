/** Lab 23: alerts from spans. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineLab, type Attempt, type Step } from '@tracewalk/lab';
import type { Alert, Request } from './start/rule.ts';

type Rule = (requests: readonly Request[]) => Alert[];

/** The learner's rule, as it is now. */
async function ruleOf({ folder }: Attempt): Promise<Rule> {
  const file = pathToFileURL(join(folder, 'rule.ts'));
  file.search = String(Date.now());
  const { alerts } = (await import(file.href)) as { alerts?: Rule };
  if (!alerts) throw new Error('Cannot check the rule: rule.ts exports no function `alerts`');
  return alerts;
}

/** The requests of a service: so many, of which so many are as the last argument says. */
const of = (service: string, count: number, odd = 0, change: Partial<Request> = {}): Request[] =>
  Array.from({ length: count }, (_, index) => ({
    service,
    status: 200,
    error: false,
    durationMs: 10 + (index % 40),
    ...(index < odd && change),
  }));

const FAILED = { status: 500, error: true };
const SLOW = { durationMs: 900 };

/** What the system really did in these minutes. */
async function realRequests({ traces }: Attempt): Promise<Request[]> {
  const found = await traces.search({ service: 'profile', limit: 100 });
  return found.flatMap((trace) =>
    trace.nodes
      .map(({ span }) => span)
      .filter(({ kind }) => kind === 'SERVER')
      .map((span) => ({
        service: span.service,
        status: Number(span.attributes['http.response.status_code'] ?? 200),
        error: span.status === 'error',
        durationMs: span.duration / 1_000,
      })),
  );
}

const written = (alerts: readonly Alert[]): string =>
  [...new Set(alerts.map(({ service, kind }) => `${kind} of ${service}`))].toSorted().join(', ') || 'nothing';

const fires = (says: string, requests: Request[], wanted: string): Step => ({
  says,
  check: async (attempt) => {
    const alerts = (await ruleOf(attempt))(requests);
    if (alerts.length !== new Set(alerts.map(({ service, kind }) => service + kind)).size)
      return 'The same alert fired more than once: one for each service and kind';
    return written(alerts) === wanted ? undefined : `Fired: ${written(alerts)}. Should have: ${wanted}`;
  },
});

export const lab = defineLab({
  title: 'Alert on what the spans say',
  minutes: 25,
  program: { arguments: ['app.ts'], port: 8123 },
  steps: [
    fires('All is well, and nothing fires', [...of('user', 200), ...of('profile', 200)], 'nothing'),
    fires(
      'Visitors ask for what is not there: nothing fires',
      of('user', 200, 60, { status: 404 }),
      'nothing',
    ),
    fires('One request of a hundred fails: nothing fires', of('user', 300, 3, FAILED), 'nothing'),
    fires('One of two requests at night fails: nothing fires', of('profile', 2, 1, FAILED), 'nothing'),
    fires(
      'Every tenth request fails',
      [...of('user', 200, 20, FAILED), ...of('server', 200)],
      'errors of user',
    ),
    fires('A few are slow: nothing fires', of('profile', 200, 6, SLOW), 'nothing'),
    fires('Every tenth is slow', [...of('profile', 200, 20, SLOW), ...of('user', 900)], 'latency of profile'),
    fires(
      'Both, in two services',
      [...of('server', 100, 30, SLOW), ...of('user', 100, 30, FAILED)],
      'errors of user, latency of server',
    ),
    {
      says: 'The real system, as it runs, is judged without an error of the rule',
      check: async (attempt) => {
        const requests = await realRequests(attempt);
        (await ruleOf(attempt))(requests);
        return requests.length > 0 ? undefined : 'There were no requests: open some profiles';
      },
    },
  ],
});
