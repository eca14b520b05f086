/**
 * Every `demo.*` attribute that a span of this system may carry. Semantic conventions come first; these are for what
 * they have no name for. A test fails on a `demo.*` attribute that is not in this file.
 */

/** Which context format the caller's headers had: `tracecontext`, `b3` or `b3multi`. On SERVER and CONSUMER spans. */
export const DEMO_PROPAGATION_FORMAT = 'demo.propagation.format';

/** The side a coin fell on: `heads` or `tails`. On coinflip's `flip coin`. */
export const DEMO_COIN_SIDE = 'demo.coin.side';

/** Whether the profile was in the cache: `true` or `false`. On profile's `load profile`. */
export const DEMO_CACHE_HIT = 'demo.cache.hit';

/** The run that is worked on, a UUID. On server's and drain's spans. */
export const DEMO_RUN_ID = 'demo.run.id';

/** The stack a run belongs to. On server's, drain's and scheduler's spans. */
export const DEMO_STACK_ID = 'demo.stack.id';

/** How a run or an audit ended, e.g. `finished` or `failed`. */
export const DEMO_RUN_STATE = 'demo.run.state';

/** Which attempt of a run this is, counted from 1. On drain's `process runs`. */
export const DEMO_RUN_ATTEMPT = 'demo.run.attempt';

/** True when the job was delivered again for a run that was already done: nothing was done twice. */
export const DEMO_RUN_DUPLICATE = 'demo.run.duplicate';

/** How many runs one audit looked at. On drain's `audit runs`. */
export const DEMO_AUDIT_RUN_COUNT = 'demo.audit.run_count';

/** The schedule that was due. On scheduler's `start due run`. */
export const DEMO_SCHEDULE_ID = 'demo.schedule.id';

/** The Trigger an event is delivered for. On broker's delivery spans. */
export const DEMO_TRIGGER_NAME = 'demo.trigger.name';

/** How many Triggers an event matched. On broker's `send`. */
export const DEMO_TRIGGER_MATCHES = 'demo.trigger.matches';

/** How a delivery ended: `delivered`, `replied`, `dead_lettered`, `dropped` or `kept`. On broker's `process`. */
export const DEMO_DELIVERY_OUTCOME = 'demo.delivery.outcome';

/** How often an event was sent to its subscriber. On broker's `process`. */
export const DEMO_DELIVERY_ATTEMPTS = 'demo.delivery.attempts';

/** How long broker waits before it tries again, in ms. On the `retry` events of its `process`. */
export const DEMO_DELIVERY_DELAY = 'demo.delivery.delay';

/** How many ticks went by because the heartbeat before was still under way. On heartbeats' `send heartbeat`. */
export const DEMO_HEARTBEAT_SKIPPED = 'demo.heartbeat.skipped';

/** The number of a trace that was made to be counted. On the spans of `npm run test:no-loss`. */
export const DEMO_SEQUENCE_NUMBER = 'demo.sequence.number';

/** Whose request it is, as the request's baggage says (`attendee`): thirty people may share one system. On every span of it. */
export const DEMO_ATTENDEE = 'demo.attendee';

/** How many requests server remembers, with the fault `memory-leak`. On its `GET /runs`. */
export const DEMO_REQUEST_REMEMBERED = 'demo.request.remembered';

/** A whole plan, with the fault `oversized-attributes`. On drain's `plan`. */
export const DEMO_PLAN_DUMP = 'demo.plan.dump';
