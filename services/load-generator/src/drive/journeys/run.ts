import type { Journey } from './journey.ts';

/** Nobody looks at a run that does not end more often than this. */
const MAX_LOOKS = 60;

/** Chooses a stack, starts a run and looks at it until it has ended. */
export const run: Journey = function* (visitor) {
  const think = visitor.pause(1);
  const stacks = yield { name: 'GET /api/stacks', method: 'GET', path: '/api/stacks', reads: true, think };
  const ids = [...stacks.body.matchAll(/"id":"([a-z0-9-]{1,64})"/g)].map(([, id]) => id ?? '');
  if (ids.length === 0) return;
  const started = yield {
    name: 'POST /api/stacks/:id/runs',
    method: 'POST',
    path: `/api/stacks/${visitor.random.pick(ids)}/runs`,
    headers: { 'content-type': 'application/json', 'idempotency-key': visitor.key() },
    body: `{"requestedBy":"${visitor.user()}"}`,
    expect: 202,
    think: 0.5,
  };
  if (!started.location?.startsWith('/')) return;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const look = { name: 'GET /api/runs/:id', method: 'GET', path: started.location, reads: true } as const;
    const { body } = yield { ...look, think: 0.5 };
    // The first state is the run's own; its phases have theirs after it.
    const state = /"state":"(\w+)"/.exec(body)?.[1];
    if (state === 'finished' || state === 'failed') return;
  }
};
