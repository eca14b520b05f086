/**
 * This system's own three stories, span by span as its services make them: names, kinds and attributes are those that
 * `npm start` shows. Held to the real thing by `test/contracts`; times are those of an idle laptop.
 */
import { defineTopology } from '../topology/parse-topology.ts';
import type { Topology, TopologyInput } from '../topology/topology.ts';
import type { Profile } from './profile.ts';

type Services = TopologyInput['services'];
type OperationInput = Services[string]['operations'] extends (infer Operations) | undefined
  ? NonNullable<Operations>[keyof NonNullable<Operations>]
  : never;
type Attributes = OperationInput['attributes'];

const format = (name: string) => ({ 'demo.propagation.format': name });

const server = (name: string, context: string, more: Partial<OperationInput> = {}): OperationInput => ({
  name,
  kind: 'SERVER',
  type: 'http',
  self: { p50: '1.2ms', p90: '3ms', p99: '12ms' },
  ...more,
  attributes: { ...format(context), ...more.attributes },
});

const query = (name: string, statement: string, self = '900us'): OperationInput => {
  const [operation = name, table] = name.split(' ');
  return {
    name,
    kind: 'CLIENT',
    type: 'db',
    system: 'postgresql',
    peer: '127.0.0.1',
    self: { p50: self, p90: '3ms', p99: '15ms' },
    attributes: {
      'db.namespace': 'tracewalk',
      'db.operation.name': operation,
      ...(table && { 'db.collection.name': table }),
      'db.query.text': statement,
    },
  };
};

/** Binary CloudEvents, as they go to and through the broker. */
const event = (id: string, type: string, source: string, subject?: string): Attributes => ({
  'cloudevents.event_id': `{${id}}`,
  'cloudevents.event_type': type,
  'cloudevents.event_source': source,
  ...(subject && { 'cloudevents.event_subject': `{${subject}}` }),
});

const HEARTBEAT = event('beat', 'dev.knative.eventing.samples.heartbeat', '/heartbeats');
const FLIPPED = event('flip', 'dev.tracewalk.coin.flipped', '/coinflip');
const FINISHED = event('run', 'dev.tracewalk.run.finished', '/drain', 'run');
const RUN = { 'demo.run.id': '{run}', 'demo.stack.id': '{stack}' };

const sent = (
  attributes: Attributes,
  matches: number,
  calls: OperationInput['calls'] = [],
): OperationInput => ({
  name: 'send default',
  kind: 'PRODUCER',
  type: 'cloudevents',
  self: { p50: '40us', p99: '400us' },
  attributes: { ...attributes, 'messaging.message.body.size': 29, 'demo.trigger.matches': matches },
  calls,
});

const delivery = (trigger: string, outcome: string, attributes: Attributes): Partial<OperationInput> => ({
  name: `process ${trigger}`,
  kind: 'CONSUMER',
  type: 'cloudevents',
  self: { p50: '1.5ms', p90: '4ms', p99: '15ms' },
  attributes: {
    ...attributes,
    'messaging.destination.name': 'default',
    'messaging.destination.subscription.name': trigger,
    'messaging.message.body.size': 29,
    'demo.trigger.name': trigger,
    'demo.delivery.attempts': 1,
    'demo.delivery.outcome': outcome,
  },
});

const ACCEPTED = { 'http.response.status_code': 202 };
const call = (service: string, operation: string) => ({ service, operation, network: NETWORK });
const NETWORK = { p50: '900us', p90: '2.5ms', p99: '10ms' };
const soon = { p50: '100us', p90: '1ms', p99: '10ms' };

const phase = (name: string, median: string, longest: string): OperationInput => ({
  name,
  self: { min: '20ms', p50: median, p90: longest },
  calls: [{ operation: 'insert phase' }, { operation: 'update phase' }],
});

const broker: Services[string] = {
  port: 8_087,
  operations: {
    'take heartbeat': server('POST /', 'b3', { attributes: ACCEPTED, calls: [{ operation: 'send heartbeat', direct: true }] }),
    'send heartbeat': sent(HEARTBEAT, 1, [{ operation: 'heartbeat-to-coinflip', delay: soon }]),
    'heartbeat-to-coinflip': {
      ...delivery('heartbeat-to-coinflip', 'replied', HEARTBEAT),
      variants: [
        { weight: 1, calls: [call('coinflip', 'flip heads'), { operation: 'send heads' }] },
        { weight: 1, calls: [call('coinflip', 'flip tails'), { operation: 'send tails' }] },
      ],
    },
    'send heads': sent(FLIPPED, 1, [{ operation: 'heads-to-event-display', delay: soon }]),
    'send tails': sent(FLIPPED, 0),
    'heads-to-event-display': {
      ...delivery('heads-to-event-display', 'delivered', FLIPPED),
      calls: [call('event-display', 'flip')],
    },
    'take run': server('POST /', 'tracecontext', { attributes: ACCEPTED, calls: [{ operation: 'send run', direct: true }] }),
    'send run': sent(FINISHED, 1, [{ operation: 'run-finished-to-event-display', delay: soon }]),
    'run-finished-to-event-display': {
      ...delivery('run-finished-to-event-display', 'delivered', FINISHED),
      calls: [call('event-display', 'run')],
    },
  },
}; // prettier-ignore

const flip = (side: string): OperationInput => ({
  name: 'flip coin',
  type: 'cloudevents',
  self: { p50: '50us', p99: '600us' },
  attributes: { ...HEARTBEAT, 'demo.coin.side': side },
});

const coinflip: Services[string] = {
  port: 8_088,
  operations: {
    'flip heads': server('POST /', 'tracecontext', { calls: [{ operation: 'heads' }] }),
    'flip tails': server('POST /', 'tracecontext', { calls: [{ operation: 'tails' }] }),
    heads: flip('heads'),
    tails: flip('tails'),
  },
};

const display = (attributes: Attributes): OperationInput => ({
  name: 'display event',
  type: 'cloudevents',
  self: { p50: '300us', p99: '3ms' },
  attributes,
});

const eventDisplay: Services[string] = {
  port: 8_089,
  operations: {
    flip: server('POST /', 'b3multi', { attributes: ACCEPTED, calls: [{ operation: 'display flip' }] }),
    run: server('POST /', 'b3multi', { attributes: ACCEPTED, calls: [{ operation: 'display run' }] }),
    'display flip': display(FLIPPED),
    'display run': display(FINISHED),
  },
};

const heartbeats: Services[string] = {
  operations: {
    beat: {
      name: 'send heartbeat',
      kind: 'PRODUCER',
      type: 'cloudevents',
      self: { p50: '1.2ms', p99: '8ms' },
      attributes: HEARTBEAT,
      calls: [call('broker', 'take heartbeat')],
    },
  },
};

const frontend: Services[string] = {
  port: 8_080,
  operations: {
    profile: {
      name: 'GET /api/profiles/:id',
      kind: 'SERVER',
      type: 'http',
      self: { p50: '2ms', p90: '5ms', p99: '20ms' },
      attributes: { 'url.path': '/api/profiles/{user}' },
      variants: [
        { weight: 99, calls: [{ parallel: [call('server', 'runs of user'), call('user', 'user')] }] },
        { weight: 1, calls: [{ parallel: [call('server', 'runs of user'), call('user', 'no user')] }] },
      ],
    },
    users: { ...page('GET /api/users'), calls: [call('user', 'users')] },
    stacks: { ...page('GET /api/stacks'), calls: [call('server', 'stacks')] },
    'start run': {
      ...page('POST /api/stacks/:id/runs'),
      attributes: { 'url.path': '/api/stacks/{stack}/runs', ...ACCEPTED },
      calls: [call('server', 'start run')],
    },
  },
};

function page(name: string): OperationInput {
  return { name, kind: 'SERVER', type: 'http', self: { p50: '2ms', p90: '5ms', p99: '20ms' } };
}

const SELECT_USER =
  'SELECT id, name, email, to_char(joined_on, \'YYYY-MM-DD\') AS "joinedOn" FROM users.users WHERE id = $1';

const user: Services[string] = {
  port: 8_081,
  operations: {
    user: server('GET /users/:id', 'tracecontext', {
      attributes: { 'url.path': '/users/{user}' },
      calls: [{ operation: 'select user' }, call('profile', 'profile')],
    }),
    'no user': server('GET /users/:id', 'tracecontext', {
      attributes: { 'url.path': '/users/{user}' },
      failures: [{ rate: 1, status: 404 }],
      calls: [{ operation: 'select user' }],
    }),
    users: server('GET /users', 'tracecontext', { calls: [{ operation: 'select users' }] }),
    'select user': query('SELECT users.users', SELECT_USER),
    'select users': query(
      'SELECT users.users',
      "SELECT id, name, email, to_char(joined_on, 'YYYY-MM-DD') AS \"joinedOn\" FROM users.users WHERE id > $1 ORDER BY id LIMIT $2",
    ),
  },
}; // prettier-ignore

const profileService: Services[string] = {
  port: 8_082,
  operations: {
    profile: server('GET /profiles/:id', 'b3multi', {
      attributes: { 'url.path': '/profiles/{user}' },
      calls: [{ operation: 'load' }],
    }),
    load: {
      name: 'load profile',
      self: { p50: '80us', p99: '1ms' },
      variants: [
        { weight: 1, attributes: { 'demo.cache.hit': true } },
        { weight: 4, attributes: { 'demo.cache.hit': false }, calls: [{ operation: 'select' }] },
      ],
    },
    select: query('SELECT profile.profiles', 'SELECT * FROM profile.profiles WHERE id = $1'),
  },
};

const runServer: Services[string] = {
  port: 8_083,
  operations: {
    'runs of user': server('GET /runs', 'tracecontext', {
      attributes: { 'url.path': '/runs', 'url.query': 'requestedBy={user}&limit=5' },
      calls: [{ operation: 'select runs' }],
    }),
    stacks: server('GET /stacks', 'tracecontext', { calls: [{ operation: 'select stacks' }] }),
    'start run': server('POST /stacks/:id/runs', 'tracecontext', {
      attributes: { 'url.path': '/stacks/{stack}/runs', ...ACCEPTED },
      calls: ['begin', 'insert run', 'send', 'commit'].map((operation) => ({ operation })),
    }),
    'select runs': query('SELECT server.runs', 'SELECT id, number, state FROM server.runs WHERE requested_by = $1 ORDER BY number DESC LIMIT $2'),
    'select stacks': query('SELECT server.stacks', 'SELECT * FROM server.stacks ORDER BY name, id'),
    begin: query('BEGIN', 'BEGIN', '300us'),
    'insert run': query('INSERT server.runs', 'INSERT INTO server.runs (stack_id, requested_by, reason, idempotency_key, trace_id) SELECT id, $2, $3, $4, $5 FROM server.stacks WHERE id = $1'),
    send: {
      name: 'send runs',
      kind: 'PRODUCER',
      type: 'messaging',
      system: 'pg-boss',
      self: { p50: '400us', p99: '3ms' },
      attributes: RUN,
      calls: [
        { operation: 'enqueue' },
        { service: 'drain', operation: 'process', delay: { min: '2ms', p50: '30ms', p90: '200ms', p99: '900ms' } },
      ],
    },
    enqueue: query('INSERT pgboss.job_common', 'INSERT INTO pgboss.job_common (id, name, data) VALUES ($1, $2, $3)', '1.6ms'),
    commit: query('COMMIT', 'COMMIT', '3ms'),
  },
}; // prettier-ignore

const drain: Services[string] = {
  operations: {
    process: {
      name: 'process runs',
      kind: 'CONSUMER',
      type: 'messaging',
      system: 'pg-boss',
      self: { p50: '2ms', p90: '6ms', p99: '30ms' },
      link: { to: 'parent' },
      attributes: { ...RUN, ...format('tracecontext'), 'demo.run.attempt': 1, 'demo.run.state': 'finished' },
      calls: ['take', 'prepare', 'plan', 'apply', 'begin', 'finish', 'enqueue', 'commit', 'send'].map(
        (operation) => ({ operation }),
      ),
    },
    prepare: phase('prepare', '60ms', '100ms'),
    plan: phase('plan', '120ms', '200ms'),
    apply: phase('apply', '180ms', '400ms'),
    'insert phase': query('INSERT server.run_phases', "INSERT INTO server.run_phases (run_id, attempt, name, state, started_at) VALUES ($1, $2, $3, 'running', now())"),
    'update phase': query('UPDATE server.run_phases', 'UPDATE server.run_phases SET state = $4, duration_ms = extract(epoch FROM now() - started_at) * 1000 WHERE run_id = $1 AND attempt = $2 AND name = $3'),
    take: query('UPDATE server.runs', "UPDATE server.runs SET state = 'running', attempts = attempts + 1 WHERE id = $1 AND state IN ('queued', 'running') RETURNING attempts"),
    finish: query('UPDATE server.runs', 'UPDATE server.runs SET state = $2 WHERE id = $1'),
    begin: query('BEGIN', 'BEGIN', '300us'),
    enqueue: query('INSERT pgboss.job_common', 'INSERT INTO pgboss.job_common (id, name, data) VALUES ($1, $2, $3)', '1.6ms'),
    commit: query('COMMIT', 'COMMIT', '3ms'),
    send: {
      name: 'send run.finished',
      kind: 'PRODUCER',
      type: 'cloudevents',
      self: { p50: '700us', p99: '6ms' },
      attributes: { ...FINISHED, ...RUN, 'demo.run.state': 'finished' },
      calls: [call('broker', 'take run')],
    },
    audit: {
      name: 'audit runs',
      self: { p50: '300us', p99: '2ms' },
      attributes: { 'demo.audit.run_count': 4 },
      link: { to: 'traces', count: 4 },
      calls: [{ operation: 'mark' }],
    },
    mark: query('UPDATE server.runs', 'UPDATE server.runs SET audited_at = now() WHERE id = ANY($1)'),
  },
}; // prettier-ignore

const scheduler: Services[string] = {
  operations: {
    due: {
      name: 'start due run',
      self: { p50: '1ms', p99: '8ms' },
      attributes: { ...RUN, 'demo.schedule.id': 'check-{stack}-drift' },
      calls: [call('server', 'start run'), { operation: 'note' }],
    },
    note: query('UPDATE scheduler.schedules', 'UPDATE scheduler.schedules SET due_at = $2, retry_at = NULL, failures = 0, last_run_id = coalesce($3, last_run_id) WHERE id = $1'),
  },
}; // prettier-ignore

const identity = {
  language: 'nodejs',
  version: '0.1.0',
  resource: { 'service.namespace': 'tracewalk', 'deployment.environment.name': 'synthetic' },
} as const;

const withIdentity = (services: Services): Services =>
  Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { ...identity, ...service }]));

function demoTopology(): Topology {
  return defineTopology({
    version: 1,
    name: 'demo',
    about: demo.about,
    variables: {
      user: { from: 1, to: 1_000 },
      stack: ['dns-zones', 'network-staging', 'cluster-staging', 'identity'],
      run: 'uuid',
      beat: 'uuid',
      flip: 'uuid',
    },
    services: withIdentity({
      frontend,
      user,
      profile: profileService,
      server: runServer,
      drain,
      scheduler,
      heartbeats,
      broker,
      coinflip,
      'event-display': eventDisplay,
    }),
    starts: [
      { service: 'frontend', operation: 'profile', weight: 45 },
      { service: 'heartbeats', operation: 'beat', weight: 45 },
      { service: 'scheduler', operation: 'due', weight: 4 },
      { service: 'frontend', operation: 'start run', weight: 2 },
      { service: 'frontend', operation: 'users', weight: 2 },
      { service: 'frontend', operation: 'stacks', weight: 1 },
      { service: 'drain', operation: 'audit', weight: 1 },
    ],
  });
}

export const demo: Profile = {
  name: 'demo',
  about: 'This system: its three stories in the mix that an idle system has',
  source: 'The spans that the services of this repository make.',
  assumptions: ['Times of an idle laptop, and how often each story is told.'],
  figures: [],
  topology: demoTopology,
};
