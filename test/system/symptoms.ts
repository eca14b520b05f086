/** How each of some faults is seen in a trace of a profile or of the list of users, and how they are told apart. */
import type { Trace, TraceNode } from '@tracewalk/trace-model';

interface Symptom {
  fault: string;
  /** The one that is seen most clearly. */
  variant: string;
  isIn: (trace: Trace) => boolean;
}

const spans = (trace: Trace, service: string, name?: string): TraceNode[] =>
  trace.nodes.filter(({ span }) => span.service === service && (name === undefined || span.name === name));

const queriesOf = (trace: Trace) => spans(trace, 'profile', 'SELECT profile.profiles');
const callsOf = (trace: Trace) =>
  spans(trace, 'user').filter(({ span }) => span.kind === 'CLIENT' && span.name === 'GET');
const isProfile = (trace: Trace) => spans(trace, 'frontend', 'GET /api/profiles/:id').length > 0;
const isUsers = (trace: Trace) => spans(trace, 'frontend', 'GET /api/users').length > 0;
const answered = (trace: Trace) =>
  spans(trace, 'user', 'GET /users/:id').some(({ span }) => span.status !== 'error');

/** In microseconds. */
const SECOND = 1_000_000;

export const SYMPTOMS: readonly Symptom[] = [
  {
    fault: 'slow-profile-query',
    variant: 'timeout',
    isIn: (trace) => queriesOf(trace).some(({ span }) => span.duration > 2.9 * SECOND),
  },
  {
    fault: 'n-plus-one-calls',
    variant: 'on',
    isIn: (trace) => isUsers(trace) && spans(trace, 'user', 'SELECT users.users').length > 10,
  },
  { fault: 'cache-stampede', variant: 'on', isIn: (trace) => queriesOf(trace).length > 10 },
  {
    fault: 'failing-user',
    variant: 'all',
    isIn: (trace) =>
      callsOf(trace).length === 0 &&
      spans(trace, 'user', 'GET /users/:id').some(({ span }) => span.status === 'error'),
  },
  { fault: 'retry-storm', variant: 'on', isIn: (trace) => callsOf(trace).length > 5 },
  {
    fault: 'b3-only-hop',
    variant: 'on',
    isIn: (trace) =>
      spans(trace, 'profile').some(({ span }) => span.attributes['demo.attendee'] === undefined),
  },
  {
    fault: 'missing-instrumentation',
    variant: 'on',
    isIn: (trace) => answered(trace) && spans(trace, 'profile').length === 0,
  },
  {
    fault: 'wrong-exporter-endpoint',
    variant: 'on',
    isIn: (trace) => (isProfile(trace) || isUsers(trace)) && spans(trace, 'user').length === 0,
  },
  {
    fault: 'wrong-sampler',
    variant: 'on',
    isIn: (trace) => isProfile(trace) && spans(trace, 'server').length === 0,
  },
  {
    fault: 'clock-skew',
    variant: 'behind',
    isIn: (trace) => spans(trace, 'profile').some(({ clockSkew = 0 }) => Math.abs(clockSkew) > SECOND / 20),
  },
];
