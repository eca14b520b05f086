/** As large as Jaeger's HotROD: one request, some 50 spans, with a slow query, failing lookups and a few at a time. */
import { defineTopology } from '../topology/parse-topology.ts';
import type { Profile } from './profile.ts';

const NETWORK = { p50: '300us', p90: '1ms', p99: '5ms' };

export const hotrod: Profile = {
  name: 'hotrod',
  about:
    'One request of some 50 spans in 5 services: a slow query, lookups that time out, routes found together',
  source:
    'Structure of examples/hotrod in github.com/jaegertracing/jaeger: dispatch asks for a customer, ten drivers, ten routes.',
  assumptions: [
    'Times; HotROD sets its own by flags.',
    'HTTP and gRPC attributes follow current conventions.',
  ],
  figures: [],
  topology: () =>
    defineTopology({
      version: 1,
      name: 'hotrod',
      about: hotrod.about,
      variables: { customer: ['123', '392', '731', '567'], session: { hex: 8 } },
      services: {
        frontend: {
          language: 'go',
          operations: {
            dispatch: {
              name: 'GET /dispatch',
              kind: 'SERVER',
              type: 'http',
              self: { p50: '4ms', p99: '20ms' },
              attributes: { 'url.path': '/dispatch', 'url.query': 'customer={customer}&nonse={session}' },
              calls: [
                { service: 'customer', operation: 'get', network: NETWORK },
                { service: 'driver', operation: 'find', network: NETWORK },
                {
                  service: 'route',
                  operation: 'find',
                  count: 10,
                  repeat: 'parallel',
                  network: { p50: '1ms', p90: '80ms', p99: '150ms' },
                },
              ],
            },
          },
        },
        customer: {
          language: 'go',
          port: 8_081,
          operations: {
            get: {
              name: 'GET /customer',
              kind: 'SERVER',
              type: 'http',
              self: { p50: '500us', p99: '3ms' },
              attributes: { 'url.path': '/customer', 'url.query': 'customer={customer}' },
              calls: [{ operation: 'select' }],
            },
            select: {
              name: 'SELECT customers',
              kind: 'CLIENT',
              type: 'db',
              system: 'mysql',
              peer: 'mysql',
              self: { min: '180ms', p50: '300ms', p90: '420ms', p99: '700ms' },
            },
          },
        },
        driver: {
          language: 'go',
          port: 8_082,
          operations: {
            find: {
              name: 'driver.DriverService/FindNearest',
              kind: 'SERVER',
              type: 'rpc',
              self: { p50: '2ms', p99: '8ms' },
              calls: [
                { service: 'redis', operation: 'find ids', network: NETWORK },
                {
                  service: 'redis',
                  operation: 'get driver',
                  count: { weights: { 10: 8, 11: 1, 12: 1 } },
                  onError: 'ignore',
                  retry: { attempts: 3, backoff: '1ms' },
                },
              ],
            },
          },
        },
        redis: {
          language: 'go',
          port: 6_379,
          operations: {
            'find ids': {
              name: 'FindDriverIDs',
              kind: 'CLIENT',
              type: 'db',
              system: 'redis',
              self: { p50: '18ms', p90: '24ms', p99: '40ms' },
              attributes: { 'db.operation.name': 'GEORADIUS', 'db.collection.name': 'drivers' },
            },
            'get driver': {
              name: 'GetDriver',
              kind: 'CLIENT',
              type: 'db',
              system: 'redis',
              self: { p50: '9ms', p90: '13ms', p99: '30ms' },
              attributes: { 'db.operation.name': 'HGETALL' },
              failures: [{ rate: 0.2, status: 504, type: 'redis.TimeoutError', message: 'redis timeout' }],
            },
          },
        },
        route: {
          language: 'go',
          port: 8_083,
          instances: 3,
          operations: {
            find: {
              name: 'GET /route',
              kind: 'SERVER',
              type: 'http',
              self: { min: '20ms', p50: '50ms', p90: '70ms', p99: '100ms' },
              attributes: { 'url.path': '/route' },
              calls: [{ operation: 'shortest' }],
            },
            shortest: { name: 'compute shortest route', self: { p50: '2ms', p99: '9ms' } },
          },
        },
      },
      starts: [{ service: 'frontend', operation: 'dispatch' }],
    }),
};
