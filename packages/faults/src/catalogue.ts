/**
 * Every fault that there is, and what a learner sees of it. `tracewalk fault list`, the flags in faults/flags.json and the
 * table of the documentation come from here. What a fault does stands in the service that it lives in.
 */

/** A part of the system that can be made to go wrong. `Value` is what its flag holds: on or off, or how much of it. */
export interface Fault<Value extends boolean | number = boolean | number> {
  /** The key of its flag, and what a request carries as baggage `fault`. */
  readonly name: string;
  /** Where its code is. */
  readonly service: string;
  /** In whose traces it shows. */
  readonly story: 'request' | 'job' | 'event' | 'all';
  /** False where no request leads to it, so that it cannot be had for one's own requests only. */
  readonly perRequest: boolean;
  /** What each variant of the flag is worth. */
  readonly variants: Readonly<Record<'off' | 'on', Value> & Record<string, Value>>;
  /** What the value counts, if it is a number. */
  readonly unit?: string;
  /** What to look for in the trace, in a sentence. */
  readonly sees: string;
}

/**
 * profile: the query sleeps inside Postgres, in its own statement. One long CLIENT span `SELECT profile.profiles`, and
 * all above it are as long. Only a miss of the cache asks Postgres: a hit is as fast as ever. `timeout` takes longer than
 * user waits: a 504, while the query goes on.
 */
export const SLOW_PROFILE_QUERY: Fault<number> = {
  name: 'slow-profile-query',
  service: 'profile',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 600, timeout: 3_000 },
  unit: 'ms',
  sees: 'one long SELECT profile.profiles beneath a miss of the cache; everything above it waits',
};

/**
 * user: the list of users asks for each by itself. One SELECT for the ids, then one for each user, one after the other:
 * a staircase of short spans beneath `GET /users`. Seen on the page and in `GET /api/users`.
 */
export const N_PLUS_ONE_CALLS: Fault<boolean> = {
  name: 'n-plus-one-calls',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'a SELECT for each user of the list, one after another, beneath GET /users',
};

/**
 * profile: the cache counts as expired as a whole, and who asks loads all of it again. So many SELECTs beneath one `load
 * profile`, four at a time, since there are four connections: what waits for one has no span yet. The cache itself is left
 * alone, so nobody else notices.
 */
export const CACHE_STAMPEDE: Fault<number> = {
  name: 'cache-stampede',
  service: 'profile',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 20, large: 60 },
  unit: 'queries',
  sees: 'a staircase of SELECT profile.profiles beneath one load profile, at most four at a time',
};

/**
 * user: some users cannot be shown: those whose id can be divided by the number. Their `GET /users/:id` is a 500 with an
 * exception; all other users are fine. What the ids that fail have in common is for the learner to find.
 */
export const FAILING_USER: Fault<number> = {
  name: 'failing-user',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 7, all: 1 },
  unit: 'ids',
  sees: 'GET /users/:id fails with an exception, for some ids and always for these',
};

/**
 * user and profile: profile is overloaded and refuses with 503; user asks again at once, so many times, without waiting. A
 * row of CLIENT spans, all errors, and profile has ten times the requests that it could not take.
 */
export const RETRY_STORM: Fault<number> = {
  name: 'retry-storm',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 10, worse: 40 },
  unit: 'tries',
  sees: 'a row of failing calls from user to profile, with no pause between them',
};

/**
 * server: the queue is behind, and drain takes the run only after so many seconds. `process runs` begins long after `send
 * runs` has ended: the time lies between two spans, in none of them.
 */
export const QUEUE_BACKLOG: Fault<number> = {
  name: 'queue-backlog',
  service: 'server',
  story: 'job',
  perRequest: true,
  variants: { off: 0, on: 5, longer: 30 },
  unit: 's',
  sees: 'a long gap between send runs and process runs; neither span is long itself',
};

/**
 * drain: a run that can never succeed. Each attempt fails in `apply`, seconds apart, until the queue gives up: `process
 * runs.dead`, and an event that says that the run has failed.
 */
export const POISON_RUN: Fault<boolean> = {
  name: 'poison-run',
  service: 'drain',
  story: 'job',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'every attempt fails in the same phase, then process runs.dead',
};

/**
 * server: the job is sent twice. Two `process runs`, both children of `send runs`; the second finds the run done, or under
 * way, and says `demo.run.duplicate`.
 */
export const DUPLICATE_DELIVERY: Fault<boolean> = {
  name: 'duplicate-delivery',
  service: 'server',
  story: 'job',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'two process runs for one send runs, one of them with demo.run.duplicate',
};

/**
 * server: the context is not put into the job. The trace ends at `send runs`; `process runs` is the root of another trace,
 * without a link. Baggage is gone, too: faults behind the queue are no longer those of the request.
 */
export const LOST_CONTEXT: Fault<boolean> = {
  name: 'lost-context',
  service: 'server',
  story: 'job',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'the trace ends at send runs; process runs begins another one',
};

/**
 * user: the call to profile carries B3 headers and nothing else, as through an old proxy. The trace goes on, baggage does
 * not: profile's spans have no `demo.attendee`, and its faults are no longer those of the request.
 */
export const B3_ONLY_HOP: Fault<boolean> = {
  name: 'b3-only-hop',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'the trace is whole, but profile knows nothing of the baggage: no demo.attendee there',
};

/**
 * server: its sampler does not ask what the caller has decided, and keeps nothing. The CLIENT span of the caller has
 * nothing beneath it; drain, broker and event-display follow server's decision and are missing as well.
 */
export const WRONG_SAMPLER: Fault<boolean> = {
  name: 'wrong-sampler',
  service: 'server',
  story: 'all',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'nothing of server, nor of anybody behind it, in traces that are recorded elsewhere',
};

/**
 * profile: its clock is wrong by so much. Its spans lie outside of those that called them, although each is as long as it
 * should be.
 */
export const CLOCK_SKEW: Fault<number> = {
  name: 'clock-skew',
  service: 'profile',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 2_000, behind: -2_000 },
  unit: 'ms',
  sees: 'spans of profile that begin after their caller has ended, or before it has begun',
};

/**
 * server: remembers every request, and walks through all that it remembers at each `GET /runs`. `demo.request.remembered`
 * grows from trace to trace, and the time before the query with it. At 64 MB it forgets everything, as after a restart.
 */
export const MEMORY_LEAK: Fault<number> = {
  name: 'memory-leak',
  service: 'server',
  story: 'request',
  perRequest: true,
  variants: { off: 0, on: 256, fast: 2_048 },
  unit: 'KiB a request',
  sees: 'GET /runs takes longer from trace to trace, until it starts anew',
};

/**
 * heartbeats: its sink is `http://dev.null`, a name that nobody knows. `send heartbeat` is an error after four tries; each
 * try is a CLIENT span that ends when the name is not found. No broker, no coin. No request leads to heartbeats.
 */
export const DEV_NULL_SINK: Fault<boolean> = {
  name: 'dev-null-sink',
  service: 'heartbeats',
  story: 'event',
  perRequest: false,
  variants: { off: false, on: true },
  sees: 'send heartbeat fails after four tries to reach dev.null, and nothing follows',
};

/**
 * coinflip: replies with an event of the type that it got, so the broker sends it here again. Round after round in one
 * trace, until the TTL is used up: the last delivery is `dropped`. `full` takes the 255 rounds that Knative allows.
 */
export const EVENT_LOOP: Fault<number> = {
  name: 'event-loop',
  service: 'coinflip',
  story: 'event',
  perRequest: true,
  variants: { off: 0, on: 12, full: 255 },
  unit: 'rounds',
  sees: 'broker and coinflip by turns, ever deeper, until a delivery is dropped',
};

/**
 * user: `fetch` is not instrumented. There is no CLIENT span for the call to profile, and nothing carries the context: a
 * gap at the end of `GET /users/:id`, and profile begins a trace of its own.
 */
export const MISSING_INSTRUMENTATION: Fault<boolean> = {
  name: 'missing-instrumentation',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'an unexplained gap in GET /users/:id; profile has traces of its own',
};

/**
 * user: sends its spans to a port where nobody listens. Its spans are missing in the middle of the trace, and those of
 * profile hang in the air. The service's log says what the exporter thinks of it, with OTEL_LOG_LEVEL=error or lower.
 */
export const WRONG_EXPORTER_ENDPOINT: Fault<boolean> = {
  name: 'wrong-exporter-endpoint',
  service: 'user',
  story: 'request',
  perRequest: true,
  variants: { off: false, on: true },
  sees: 'nothing of user; the spans of profile name a parent that is not there',
};

/**
 * Every service where a trace begins: this share of them is not recorded. What is there is whole, most is not there. A
 * request whose caller has decided already, like one of the page in a browser, keeps that decision.
 */
export const HEAD_SAMPLING_TOO_LOW: Fault<number> = {
  name: 'head-sampling-too-low',
  service: 'all',
  story: 'all',
  perRequest: true,
  variants: { off: 0, on: 0.95, none: 1 },
  unit: 'of all traces',
  sees: 'few traces, and the request that you look for is hardly ever among them',
};

/**
 * drain: puts the whole plan on the span, `demo.plan.dump`. The span is a thousand times larger than the others. With
 * `refused` it is more than a Collector takes at once over gRPC (4 MiB): what is in the same batch is lost with it.
 */
export const OVERSIZED_ATTRIBUTES: Fault<number> = {
  name: 'oversized-attributes',
  service: 'drain',
  story: 'job',
  perRequest: true,
  variants: { off: 0, on: 128, refused: 5_120 },
  unit: 'KiB',
  sees: 'plan carries demo.plan.dump, larger than the rest of the trace',
};

/** In the order in which they are listed. */
export const FAULTS: readonly Fault[] = [
  SLOW_PROFILE_QUERY,
  N_PLUS_ONE_CALLS,
  CACHE_STAMPEDE,
  FAILING_USER,
  RETRY_STORM,
  MEMORY_LEAK,
  QUEUE_BACKLOG,
  POISON_RUN,
  DUPLICATE_DELIVERY,
  DEV_NULL_SINK,
  EVENT_LOOP,
  LOST_CONTEXT,
  B3_ONLY_HOP,
  MISSING_INSTRUMENTATION,
  WRONG_EXPORTER_ENDPOINT,
  WRONG_SAMPLER,
  HEAD_SAMPLING_TOO_LOW,
  CLOCK_SKEW,
  OVERSIZED_ATTRIBUTES,
];

const BY_NAME: ReadonlyMap<string, Fault> = new Map(FAULTS.map((fault) => [fault.name, fault]));

/** The fault of this name; undefined if there is none. */
export const faultNamed = (name: string): Fault | undefined => BY_NAME.get(name);
