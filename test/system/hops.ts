/** Every call from one service to another, and which headers carry the context there. */
import type { ContextFormat } from '../contracts/contract.ts';
import type { Service } from './identities.ts';

export interface Hop {
  from: Service;
  to: Service;
  /** The setting of the caller that says where the other one is. */
  setting: string;
  /** What the call asks for, where several go the same way. */
  asks: RegExp;
  /** The headers that carry the span's ids, and no others. */
  writes: readonly string[];
  /** The format in which the callee reads them. */
  reads: ContextFormat;
}

const W3C = ['traceparent'];
const B3_MULTI = ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'];
const ALL = ['b3', 'traceparent', ...B3_MULTI];

export const HOPS: readonly Hop[] = [
  {
    from: 'frontend',
    to: 'user',
    setting: 'USER_URL',
    asks: /^GET \/users\/\d+$/,
    writes: W3C,
    reads: 'tracecontext',
  },
  {
    from: 'user',
    to: 'profile',
    setting: 'PROFILE_URL',
    asks: /^GET \/profiles\/\d+$/,
    writes: [...W3C, ...B3_MULTI],
    reads: 'b3multi',
  },
  {
    from: 'frontend',
    to: 'server',
    setting: 'SERVER_URL',
    asks: /^GET \/runs\?/,
    writes: W3C,
    reads: 'tracecontext',
  },
  {
    from: 'scheduler',
    to: 'server',
    setting: 'SERVER_URL',
    asks: /^POST \/stacks\/[^/]+\/runs$/,
    writes: W3C,
    reads: 'tracecontext',
  },
  {
    from: 'drain',
    to: 'broker',
    setting: 'BROKER_URL',
    asks: /^POST \/$/,
    writes: W3C,
    reads: 'tracecontext',
  },
  { from: 'heartbeats', to: 'broker', setting: 'K_SINK', asks: /^POST \/$/, writes: ['b3'], reads: 'b3' },
  {
    from: 'broker',
    to: 'coinflip',
    setting: 'SUBSCRIBER_COINFLIP',
    asks: /^POST \/$/,
    writes: ALL,
    reads: 'tracecontext',
  },
  {
    from: 'broker',
    to: 'event-display',
    setting: 'SUBSCRIBER_EVENT_DISPLAY',
    asks: /^POST \/$/,
    writes: ALL,
    reads: 'b3multi',
  },
];
