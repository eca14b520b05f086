import { type Journey, type Step, USERS, type Visitor } from './journey.ts';

const MISTAKES: readonly ((visitor: Visitor) => Step)[] = [
  ({ random }) => ({
    name: 'GET a user who does not exist',
    method: 'GET',
    path: `/api/profiles/${USERS + 1 + random.int(1_000_000)}`,
    expect: 404,
  }),
  () => ({ name: 'GET a profile by name', method: 'GET', path: '/api/profiles/anna', expect: 400 }),
  ({ random }) => ({
    name: 'GET a page that does not exist',
    method: 'GET',
    path: `/${random.hex(8)}`,
    expect: 404,
  }),
  () => ({
    name: 'POST a run for no stack',
    method: 'POST',
    path: '/api/stacks/no-such-stack/runs',
    expect: 404,
  }),
  () => ({
    name: 'POST a run with a broken body',
    method: 'POST',
    path: '/api/stacks/dns-zones/runs',
    headers: { 'content-type': 'application/json' },
    body: '{"requestedBy":',
    expect: 400,
  }),
];

/** Somebody mistypes an address: the system has to refuse, and the report counts the refusal as what was expected. */
export const mistake: Journey = function* (visitor) {
  yield visitor.random.pick(MISTAKES)(visitor);
};
