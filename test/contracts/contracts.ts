/** The three stories as contracts: every name that a test or a tutorial may rely on is here. */
import type { Contract, RequiredSpan, SpanPattern } from './contract.ts';

const PAGE = 'GET /api/profiles/:id';
const EVENT = 'POST /';
const POSTGRES = { 'db.system.name': 'postgresql' };

/** An event on its way through the broker: taken in, then delivered for a Trigger. */
function routed(delivery: string, outcome: 'delivered' | 'replied'): RequiredSpan[] {
  return [
    inside('broker', EVENT, { service: 'broker', kind: 'PRODUCER', name: 'send default' }),
    inside('broker', 'send default', {
      service: 'broker',
      kind: 'CONSUMER',
      name: delivery,
      attributes: {
        'demo.trigger.name': delivery.replace('process ', ''),
        'cloudevents.event_type': /./,
        'demo.delivery.outcome': outcome,
      },
    }),
  ];
}

/** The end of the road. */
const displayed: RequiredSpan = inside('event-display', EVENT, {
  service: 'event-display',
  kind: 'INTERNAL',
  name: 'display event',
  attributes: { 'cloudevents.event_type': /^dev\.tracewalk\./ },
});

const request: Contract = {
  story: 'request',
  title: 'a page asks for a profile',
  root: { service: 'frontend', kind: 'SERVER', name: PAGE, export: 'otlp-http' },
  edges: [
    {
      caller: 'frontend',
      callerKind: 'CLIENT',
      callee: inside('frontend', PAGE, { service: 'user', kind: 'SERVER', name: 'GET /users/:id' }),
      format: 'tracecontext',
      calleeExport: 'otlp-http',
    },
    {
      caller: 'user',
      callerKind: 'CLIENT',
      callee: inside('user', 'GET /users/:id', {
        service: 'profile',
        kind: 'SERVER',
        name: 'GET /profiles/:id',
      }),
      format: 'b3multi',
      calleeExport: 'zipkin',
    },
    {
      caller: 'frontend',
      callerKind: 'CLIENT',
      callee: inside('frontend', PAGE, { service: 'server', kind: 'SERVER', name: 'GET /runs' }),
      format: 'tracecontext',
      calleeExport: 'otlp-http',
    },
  ],
  spans: [
    inside('user', 'GET /users/:id', {
      service: 'user',
      kind: 'CLIENT',
      name: /^SELECT \S*users\b/,
      attributes: POSTGRES,
    }),
    inside('profile', 'GET /profiles/:id', {
      service: 'profile',
      kind: 'INTERNAL',
      name: 'load profile',
      attributes: { 'demo.cache.hit': [true, false] },
    }),
    inside('server', 'GET /runs', {
      service: 'server',
      kind: 'CLIENT',
      name: /^SELECT \S*runs\b/,
      attributes: POSTGRES,
    }),
  ],
};

const RUN_STARTED = 'POST /stacks/:id/runs';
const RUN_PROCESSED = 'process runs';
const RUN_TOLD = 'send run.finished';
const RUN_TO_DISPLAY = 'process run-finished-to-event-display';
const PHASES = ['prepare', 'plan', 'apply'];

const job: Contract = {
  story: 'job',
  title: 'a due run goes through the queue, and its end becomes an event',
  root: { service: 'scheduler', kind: 'INTERNAL', name: 'start due run', export: 'otlp-grpc' },
  edges: [
    {
      caller: 'scheduler',
      callerKind: 'CLIENT',
      callee: inside('scheduler', 'start due run', { service: 'server', kind: 'SERVER', name: RUN_STARTED }),
      format: 'tracecontext',
      calleeExport: 'otlp-http',
    },
    {
      caller: 'server',
      callerKind: 'PRODUCER',
      callee: inside('server', 'send runs', { service: 'drain', kind: 'CONSUMER', name: RUN_PROCESSED }),
      format: 'tracecontext',
      calleeExport: 'otlp-grpc',
      linked: true,
    },
    {
      caller: 'drain',
      callerKind: 'CLIENT',
      callee: inside('drain', RUN_TOLD, { service: 'broker', kind: 'SERVER', name: EVENT }),
      format: 'tracecontext',
      calleeExport: 'otlp-http',
    },
    {
      caller: 'broker',
      callerKind: 'CLIENT',
      callee: inside('broker', RUN_TO_DISPLAY, {
        service: 'event-display',
        kind: 'SERVER',
        name: EVENT,
      }),
      format: 'b3multi',
      calleeExport: 'zipkin',
    },
  ],
  spans: [
    inside('server', RUN_STARTED, {
      service: 'server',
      kind: 'PRODUCER',
      name: 'send runs',
      attributes: {
        'messaging.system.name': 'pg-boss',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'runs',
        'demo.run.id': /./,
        'demo.stack.id': /./,
      },
    }),
    inside('server', 'send runs', {
      service: 'drain',
      kind: 'CONSUMER',
      name: RUN_PROCESSED,
      attributes: { 'messaging.operation.type': 'process', 'demo.run.state': 'finished' },
    }),
    ...PHASES.map((name) =>
      inside('drain', RUN_PROCESSED, { service: 'drain', kind: 'INTERNAL', name } as const),
    ),
    inside('drain', RUN_PROCESSED, {
      service: 'drain',
      kind: 'PRODUCER',
      name: RUN_TOLD,
      attributes: { 'cloudevents.event_type': 'dev.tracewalk.run.finished' },
    }),
    ...routed(RUN_TO_DISPLAY, 'delivered'),
    displayed,
  ],
};

/** One span for many runs: a trace of its own, which only links tie to theirs. */
const audit: Contract = {
  story: 'job',
  title: 'an audit links to the runs it looked at',
  root: {
    service: 'drain',
    kind: 'INTERNAL',
    name: 'audit runs',
    export: 'otlp-grpc',
    attributes: { 'demo.audit.run_count': /^[1-9]\d*$/ },
    linksTo: { service: 'drain', kind: 'CONSUMER', name: RUN_PROCESSED },
  },
  edges: [],
  spans: [],
};

const HEARTBEAT = 'send heartbeat';
const TO_COINFLIP = 'process heartbeat-to-coinflip';
const TO_DISPLAY = 'process heads-to-event-display';

const heartbeat: RequiredSpan & { name: string } = {
  service: 'heartbeats',
  kind: 'PRODUCER',
  name: HEARTBEAT,
  export: 'zipkin',
  attributes: { 'cloudevents.event_type': 'dev.knative.eventing.samples.heartbeat' },
};

const flip = (side: 'heads' | 'tails'): RequiredSpan =>
  inside('coinflip', EVENT, {
    service: 'coinflip',
    kind: 'INTERNAL',
    name: 'flip coin',
    attributes: { 'demo.coin.side': side },
  });

const untilTheFlip: Contract['edges'] = [
  {
    caller: 'heartbeats',
    callerKind: 'CLIENT',
    callee: inside('heartbeats', HEARTBEAT, { service: 'broker', kind: 'SERVER', name: EVENT }),
    format: 'b3',
    calleeExport: 'otlp-http',
  },
  {
    caller: 'broker',
    callerKind: 'CLIENT',
    callee: inside('broker', TO_COINFLIP, { service: 'coinflip', kind: 'SERVER', name: EVENT }),
    format: 'tracecontext',
    calleeExport: 'otlp-grpc',
  },
];

const heads: Contract = {
  story: 'event',
  title: 'a heartbeat flips heads, which is displayed',
  root: heartbeat,
  edges: [
    ...untilTheFlip,
    {
      caller: 'broker',
      callerKind: 'CLIENT',
      callee: inside('broker', TO_DISPLAY, { service: 'event-display', kind: 'SERVER', name: EVENT }),
      format: 'b3multi',
      calleeExport: 'zipkin',
    },
  ],
  spans: [...routed(TO_COINFLIP, 'replied'), flip('heads'), ...routed(TO_DISPLAY, 'delivered'), displayed],
};

const tails: Contract = {
  story: 'event',
  title: 'a heartbeat flips tails, and that is the end of it',
  root: heartbeat,
  edges: untilTheFlip,
  spans: [...routed(TO_COINFLIP, 'replied'), flip('tails')],
  forbidden: [{ service: 'event-display', kind: 'SERVER', name: EVENT }],
};

export const CONTRACTS: readonly Contract[] = [request, job, audit, heads, tails];

/** The pattern, with a span above it. */
function inside<Pattern extends SpanPattern>(
  service: string,
  name: string | RegExp,
  pattern: Pattern,
): Pattern & SpanPattern {
  return { ...pattern, within: { service, name } };
}
