/** Failures at every depth: they cascade to the root, are retried, cancelled, or ignored where the caller can do without. */
import { defineTopology } from '../topology/parse-topology.ts';
import { callsOf } from './measures.ts';
import type { Profile } from './profile.ts';
import type { Shape } from '../shape/shape.ts';

/** gRPC calls that failed where they were called, without those that only passed on what happened below. */
const statuses = (shape: Shape): string[] =>
  callsOf(shape).flatMap(({ span }) => {
    const status = span.attributes.find(([key]) => key === 'rpc.response.status_code')?.[1];
    return status === undefined ? [] : [String(status)];
  });

const self = { p50: '2ms', p90: '8ms', p99: '60ms' };
const retry = { attempts: 3, backoff: '25ms' } as const;

/** Sized so that, with what cascades, 1.9 % of all calls fail, 45 % of them by being cancelled. */
const failures = [
  { rate: 0.0059, status: 'CANCELLED', type: 'CancelledError', message: 'context canceled' },
  { rate: 0.0035, status: 'UNAVAILABLE', type: 'UnavailableError', message: 'connection refused' },
  { rate: 0.0019, status: 'DEADLINE_EXCEEDED', type: 'DeadlineExceededError', message: 'deadline exceeded' },
  {
    rate: 0.0013,
    status: 'INTERNAL',
    type: 'InvalidStateError',
    message: 'cannot read a record: it is truncated',
  },
  { rate: 0.0008, status: 'NOT_FOUND' },
];

const method = (name: string, calls: { service: string; operation: string }[] = []) => ({
  name,
  kind: 'SERVER' as const,
  type: 'rpc' as const,
  self,
  failures,
  calls,
});

export const errors: Profile = {
  name: 'errors',
  about: 'Cascades to the root, retries that help and retries that do not, cancellations, failures that are ignored',
  source:
    'Share of failed RPCs and of cancellations among them: Seemakhupt et al., "A cloud-scale characterization of remote ' +
    'procedure calls", SOSP 2023.',
  assumptions: ['Everything else. The shares count every gRPC call, with those that pass on a failure from below.'],
  figures: [
    {
      kind: 'shares',
      name: 'RPCs that fail',
      published: { failed: 0.019 },
      measure: (shape) => statuses(shape).map((status) => (status === 'OK' ? 'fine' : 'failed')),
    },
    {
      kind: 'shares',
      name: 'failed RPCs',
      published: { CANCELLED: 0.45 },
      measure: (shape) => statuses(shape).filter((status) => status !== 'OK'),
    },
  ],
  topology: () =>
    defineTopology({
      version: 1,
      name: 'errors',
      about: errors.about,
      services: {
        edge: {
          instances: 2,
          operations: {
            page: {
              name: 'GET /items/:id',
              kind: 'SERVER',
              type: 'http',
              self,
              failures: [{ rate: 0.004, status: 500, type: 'TypeError', message: "Cannot read properties of undefined (reading 'price')" }],
              calls: [
                { service: 'catalog', operation: 'get' },
                { parallel: [{ service: 'price', operation: 'quote', retry }, { service: 'reviews', operation: 'list', onError: 'ignore' }] },
              ],
            },
          },
        },
        catalog: {
          language: 'go',
          instances: 3,
          operations: {
            get: method('shop.Catalog/Get', [{ service: 'catalog', operation: 'select' }, { service: 'media', operation: 'resolve' }]),
            select: { name: 'SELECT items', kind: 'CLIENT', type: 'db', peer: 'postgres', self: { p50: '1ms', p99: '20ms' }, failures: [{ rate: 0.001, status: 503, type: 'pq.Error', message: 'too many connections' }] },
          },
        },
        media: { language: 'python', operations: { resolve: method('shop.Media/Resolve') } },
        price: { language: 'java', instances: 3, operations: { quote: method('shop.Price/Quote', [{ service: 'rates', operation: 'rate' }]) } },
        rates: { language: 'dotnet', operations: { rate: method('shop.Rates/Get') } },
        reviews: { language: 'ruby', operations: { list: method('shop.Reviews/List', [{ service: 'profiles', operation: 'get' }, { service: 'profiles', operation: 'get' }]) } },
        profiles: { language: 'java', operations: { get: method('shop.Profiles/Get') } },
      },
      starts: [{ service: 'edge', operation: 'page' }],
    }),
}; // prettier-ignore
