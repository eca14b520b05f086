/** For each service a request that makes it do its work, and the status of the answer. */
import type { Service } from './identities.ts';

interface Work {
  method?: string;
  path: string;
  /** Names and values by turns. */
  headers?: readonly string[];
  body?: string;
  status: number;
}

const HEARTBEAT = {
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': '1',
  'ce-source': '/test',
  'ce-type': 'dev.knative.eventing.samples.heartbeat',
};
const EVENT = { method: 'POST', path: '/', headers: Object.entries(HEARTBEAT).flat(), body: '{}' };

export const WORK: Readonly<Record<Service, Work>> = {
  frontend: { path: '/api/profiles/7', status: 200 },
  user: { path: '/users/7', status: 200 },
  profile: { path: '/profiles/7', status: 200 },
  server: { path: '/runs', status: 200 },
  drain: { path: '/', status: 200 },
  scheduler: { path: '/schedules', status: 200 },
  // It has no API.
  heartbeats: { path: '/', status: 404 },
  broker: { ...EVENT, status: 202 },
  coinflip: { ...EVENT, status: 200 },
  'event-display': { ...EVENT, status: 202 },
};
