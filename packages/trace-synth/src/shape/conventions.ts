/**
 * The attributes that OpenTelemetry's semantic conventions ask for, by the type of an operation and its span's kind.
 * Source: semantic-conventions 1.38: http/http-spans.md, rpc/rpc-spans.md, database/database-spans.md,
 * messaging/messaging-spans.md, cloudevents/cloudevents-spans.md. A test holds every name to the published package.
 */
import type { Operation } from '../topology/topology.ts';
import type { RaisedFailure } from './failure.ts';
import type { ShapeKind, ShapeValue } from './shape.ts';
import { textTemplate, type ValueTemplate } from './values.ts';

export interface Described {
  readonly name: string;
  readonly kind: ShapeKind;
  readonly type: Operation['type'];
  readonly system?: string;
  readonly peer?: string;
  /** The service the span is made by, and the port where it listens. */
  readonly service: string;
  readonly port: number;
  /** What a CLIENT or PRODUCER span calls, where that makes spans, too. */
  readonly callee?: { readonly service: string; readonly port: number; readonly path?: string };
}

type Entries = [string, ValueTemplate][];

/** Those that are known before the operation ends. */
export function describe(operation: Described): Entries {
  switch (operation.type) {
    case 'http':
      return http(operation);
    case 'rpc':
      return rpc(operation);
    case 'db':
      return database(operation);
    case 'messaging':
      return messaging(operation, operation.system ?? 'kafka');
    case 'cloudevents':
      return cloudEvents(operation);
    default:
      return [];
  }
}

/** Those that the end decides. */
export function describeEnd(
  type: Operation['type'],
  failure: RaisedFailure | undefined,
  isError: boolean,
  resent: number,
  kind: ShapeKind,
): [string, ShapeValue][] {
  const status: [string, ShapeValue][] =
    type === 'http'
      ? [['http.response.status_code', failure?.http ?? 200]]
      : type === 'rpc'
        ? [['rpc.response.status_code', failure?.grpc ?? 'OK']]
        : [];
  const resend = resent > 0 && kind === 'CLIENT' && type === 'http';
  return [
    ...status,
    ...(failure && isError ? ([['error.type', errorType(type, failure)]] as const) : []),
    ...(resend ? ([['http.request.resend_count', resent]] as const) : []),
  ].map(([key, value]) => [key, value]);
}

const errorType = (type: Operation['type'], failure: RaisedFailure): string =>
  type === 'http' ? String(failure.http) : type === 'rpc' ? failure.grpc : (failure.type ?? '_OTHER');

const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b\s*(\/.*)?$/;

export const httpMethod = (name: string): string => METHOD.exec(name)?.[1] ?? 'GET';

/** The path of a request to a route: its parameters are drawn once for a trace. */
export const pathOf = (name: string): string =>
  (METHOD.exec(name)?.[2] ?? '/').replaceAll(/:(\w+)/g, (parameter) => `{${parameter}}`);

function http({ name, kind, service, port, callee, peer }: Described): Entries {
  const method: [string, ValueTemplate] = ['http.request.method', httpMethod(name)];
  if (kind === 'SERVER') {
    const route = METHOD.exec(name)?.[2];
    return [
      method,
      ...(route ? ([['http.route', route]] satisfies Entries) : []),
      ['url.path', textTemplate(pathOf(name))],
      ['url.scheme', 'http'],
      ['server.address', service],
      ['server.port', port],
      ['network.protocol.version', '1.1'],
    ];
  }
  if (kind !== 'CLIENT') return [];
  const [address, calledPort] = [callee?.service ?? peer ?? 'api.example.com', callee?.port ?? 443];
  const origin = callee ? `http://${address}:${calledPort}` : `https://${address}`;
  return [
    method,
    ['url.full', textTemplate(`${origin}${callee?.path ?? pathOf(name)}`)],
    ['server.address', address],
    ['server.port', calledPort],
    ['network.protocol.version', '1.1'],
  ];
}

function rpc({ name, service, port, callee, peer, system, kind }: Described): Entries {
  const remote = kind === 'CLIENT';
  return [
    ['rpc.system.name', system ?? 'grpc'],
    ['rpc.method', name],
    ['server.address', remote ? (callee?.service ?? peer ?? 'rpc.example.com') : service],
    ['server.port', remote ? (callee?.port ?? 443) : port],
  ];
}

const DATABASE_PORTS: Readonly<Record<string, number>> = {
  postgresql: 5432,
  mysql: 3306,
  redis: 6379,
  memcached: 11_211,
  mongodb: 27_017,
  cassandra: 9042,
};

function database({ name, system = 'postgresql', peer = system, service }: Described): Entries {
  const [operation = name, collection] = name.split(' ');
  const relational = system === 'postgresql' || system === 'mysql';
  return [
    ['db.system.name', system],
    ['db.operation.name', operation],
    ...(relational ? ([['db.namespace', service]] satisfies Entries) : []),
    ...(collection ? ([['db.collection.name', collection]] satisfies Entries) : []),
    ...(relational ? ([['db.query.summary', name]] satisfies Entries) : []),
    ...(relational ? ([['db.query.text', sql(operation, collection)]] satisfies Entries) : []),
    ['server.address', peer],
    ['server.port', DATABASE_PORTS[system] ?? 5432],
  ];
}

function sql(operation: string, table: string | undefined): string {
  if (!table) return operation;
  if (operation === 'INSERT') return `INSERT INTO ${table} VALUES ($1, $2, $3)`;
  if (operation === 'UPDATE') return `UPDATE ${table} SET state = $2 WHERE id = $1`;
  if (operation === 'DELETE') return `DELETE FROM ${table} WHERE id = $1`;
  return `SELECT * FROM ${table} WHERE id = $1`;
}

const OPERATION_TYPES = ['create', 'send', 'receive', 'process', 'settle'];

function messaging({ name, kind, service }: Described, system: string): Entries {
  const [first = '', ...rest] = name.split(' ');
  const fallback = kind === 'CONSUMER' ? 'process' : 'send';
  const operation = OPERATION_TYPES.includes(first) ? first : fallback;
  return [
    ['messaging.system.name', system],
    ['messaging.operation.name', operation],
    ['messaging.operation.type', operation],
    ['messaging.destination.name', rest.join(' ') || name],
    ...(kind === 'CONSUMER' && system === 'kafka'
      ? ([['messaging.consumer.group.name', service]] satisfies Entries)
      : []),
  ];
}

function cloudEvents(operation: Described): Entries {
  const own: Entries = [
    ['cloudevents.event_source', `/${operation.service}`],
    ['cloudevents.event_spec_version', '1.0'],
    ['cloudevents.event_type', `com.example.${operation.name.split(' ').at(-1) ?? 'event'}`],
  ];
  const isMessage = operation.kind === 'PRODUCER' || operation.kind === 'CONSUMER';
  return isMessage ? [...messaging(operation, 'cloudevents'), ...own] : own;
}
