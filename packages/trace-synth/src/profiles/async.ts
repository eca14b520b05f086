/** A shop that works by messages: producers, consumers, fan-out to several groups, and a batch that joins many traces. */
import { defineTopology } from '../topology/parse-topology.ts';
import type { Profile } from './profile.ts';

const soon = { p50: '3ms', p90: '20ms', p99: '400ms', max: '30s' };
const consumer = { kind: 'CONSUMER', type: 'messaging', link: { to: 'parent' } } as const;
const order = { 'app.order.id': '{order}' };

export const async: Profile = {
  name: 'async',
  about: 'Orders over Kafka and CloudEvents: fan-out to three groups, work after the answer, batches that link to many traces',
  source: "Made up; after OpenTelemetry's semantic conventions for messaging and CloudEvents.",
  assumptions: ['All of it.'],
  figures: [],
  topology: () =>
    defineTopology({
      version: 1,
      name: 'async',
      about: async.about,
      variables: { order: 'uuid', notice: 'uuid' },
      services: {
        shop: {
          instances: 3,
          operations: {
            'place order': {
              name: 'POST /orders',
              kind: 'SERVER',
              type: 'http',
              self: { p50: '3ms', p99: '30ms' },
              attributes: { ...order, 'http.response.status_code': 202 },
              calls: [{ operation: 'insert' }, { operation: 'send orders' }, { operation: 'warm cache', async: 'during', delay: '200us' }],
            },
            insert: { name: 'INSERT orders', kind: 'CLIENT', type: 'db', peer: 'postgres', self: { p50: '2ms', p99: '20ms' } },
            'warm cache': { name: 'warm cache', self: { p50: '15ms', p99: '90ms' } },
            'send orders': {
              name: 'send orders',
              kind: 'PRODUCER',
              type: 'messaging',
              self: { p50: '800us', p99: '12ms' },
              attributes: { ...order, 'messaging.destination.partition.id': { oneOf: ['0', '1', '2', '3'] }, 'messaging.kafka.message.key': '{order}' },
              calls: ['payments', 'stock', 'analytics'].map((service) => ({ service, operation: 'process orders', delay: soon })),
            },
          },
        },
        payments: {
          language: 'java',
          instances: 4,
          operations: {
            'process orders': {
              ...consumer,
              self: { p50: '4ms', p99: '50ms' },
              attributes: order,
              calls: [
                { operation: 'charge', retry: { attempts: 3, backoff: '100ms' } },
                { operation: 'send order.paid', delay: soon },
              ],
            },
            charge: {
              name: 'POST',
              kind: 'CLIENT',
              type: 'http',
              peer: 'payments.example.com',
              self: { p50: '120ms', p90: '400ms', p99: '2s' },
              failures: [{ rate: 0.03, status: 503, type: 'java.net.ConnectException', message: 'Connection refused' }],
            },
            'send order.paid': {
              kind: 'PRODUCER',
              type: 'cloudevents',
              self: { p50: '700us', p99: '9ms' },
              attributes: { 'cloudevents.event_id': '{notice}', 'cloudevents.event_type': 'com.example.order.paid', 'cloudevents.event_subject': '{order}' },
              calls: [{ service: 'shipping', operation: 'process order.paid', delay: soon }, { service: 'mail', operation: 'process order.paid', delay: soon }],
            },
          },
        },
        stock: {
          language: 'go',
          instances: 2,
          operations: {
            'process orders': { ...consumer, self: { p50: '2ms', p99: '20ms' }, attributes: order, calls: [{ operation: 'update', count: { weights: { 1: 60, 2: 25, 3: 10, 8: 5 } } }] },
            update: { name: 'UPDATE stock', kind: 'CLIENT', type: 'db', peer: 'postgres', self: { p50: '2ms', p99: '25ms' } },
          },
        },
        analytics: {
          language: 'python',
          operations: {
            'process orders': { ...consumer, self: { p50: '1ms', p99: '9ms' } },
            'process batch': {
              ...consumer,
              self: { p50: '60ms', p90: '300ms', p99: '2s' },
              link: { to: 'traces', count: { min: 2, p50: 20, p90: 100, max: 200 } },
              attributes: { 'messaging.destination.name': 'orders' },
              calls: [{ operation: 'store' }],
            },
            store: { name: 'INSERT facts', kind: 'CLIENT', type: 'db', peer: 'warehouse', self: { p50: '40ms', p99: '500ms' } },
          },
        },
        shipping: {
          language: 'dotnet',
          operations: {
            'process order.paid': {
              ...consumer,
              type: 'cloudevents',
              self: { p50: '6ms', p99: '60ms' },
              attributes: { 'cloudevents.event_source': '/payments', 'cloudevents.event_type': 'com.example.order.paid' },
              failures: [{ rate: 0.01, status: 500, type: 'System.TimeoutException', message: 'The carrier did not answer in time' }],
            },
          },
        },
        mail: {
          language: 'ruby',
          operations: {
            'process order.paid': {
              ...consumer,
              type: 'cloudevents',
              self: { p50: '30ms', p99: '200ms' },
              attributes: { 'cloudevents.event_source': '/payments', 'cloudevents.event_type': 'com.example.order.paid' },
            },
          },
        },
      },
      starts: [
        { service: 'shop', operation: 'place order', weight: 20 },
        { service: 'analytics', operation: 'process batch', weight: 1 },
      ],
    }),
}; // prettier-ignore
