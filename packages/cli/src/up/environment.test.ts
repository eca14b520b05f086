import { describe, expect, it } from 'vitest';
import { readSettings } from '../settings.ts';
import type { ServiceName } from './catalog.ts';
import { serviceEnvironment, servicePort } from './environment.ts';

const ADDRESSES = {
  databaseUrl: 'postgres://here/tracewalk',
  otlpHttp: 'http://collector:4318',
  otlpGrpc: 'http://collector:4317',
  zipkin: 'http://zipkin:9411/api/v2/spans',
};

const settingsFor = (portOffset: number) =>
  readSettings({ portOffset, data: '/data' }, {}, '/nowhere').settings;

const environment = (service: ServiceName, portOffset = 0, user: NodeJS.ProcessEnv = {}) =>
  serviceEnvironment(service, settingsFor(portOffset), ADDRESSES, user);

describe('the environment of a service', () => {
  it('is what its .env and common.env say', () => {
    expect(environment('user')).toMatchObject({
      OTEL_SERVICE_NAME: 'user',
      OTEL_PROPAGATORS: 'tracecontext,baggage,b3multi',
      OTEL_METRICS_EXPORTER: 'none',
      PORT: '8081',
      PROFILE_URL: 'http://127.0.0.1:8082',
    });
  });

  it('has its own port and those of the services it calls moved by the port offset', () => {
    expect(environment('broker', 100)).toMatchObject({
      PORT: '8187',
      SUBSCRIBER_COINFLIP: 'http://127.0.0.1:8188',
      SUBSCRIBER_EVENT_DISPLAY: 'http://127.0.0.1:8189',
    });
    expect(environment('heartbeats', 100)).toMatchObject({ K_SINK: 'http://127.0.0.1:8187/' });
    expect(servicePort('broker', settingsFor(100))).toBe(8187);
  });

  it.each<[ServiceName, Record<string, string>]>([
    ['frontend', { OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESSES.otlpHttp }],
    ['drain', { OTEL_EXPORTER_OTLP_ENDPOINT: ADDRESSES.otlpGrpc }],
    ['profile', { OTEL_EXPORTER_ZIPKIN_ENDPOINT: ADDRESSES.zipkin }],
  ])('has for %s the endpoint of the protocol that it exports by, and no other', (service, endpoint) => {
    const own = Object.entries(environment(service, 100)).filter(([key]) => key.endsWith('_ENDPOINT'));
    expect(Object.fromEntries(own)).toEqual(endpoint);
  });

  it('says to frontend where traces can be read, if that is known', () => {
    expect(environment('frontend', 100)['QUERY_URL']).toBeUndefined();
    const addresses = { ...ADDRESSES, queryUrl: 'http://jaeger:16686' };
    const told = (service: ServiceName) => serviceEnvironment(service, settingsFor(100), addresses, {});
    expect(told('frontend')).toMatchObject({
      EVENT_DISPLAY_URL: 'http://127.0.0.1:8189',
      QUERY_URL: 'http://jaeger:16686',
    });
    expect(told('user')['QUERY_URL']).toBeUndefined();
  });

  it('has the database only where the service has one', () => {
    expect(environment('user')['DATABASE_URL']).toBe(ADDRESSES.databaseUrl);
    expect(environment('coinflip')['DATABASE_URL']).toBeUndefined();
  });

  it('has every service follow the same file of faults, if there is one', () => {
    const { faults } = settingsFor(0);
    expect(faults).toMatch(/\/faults\/flags\.json$/);
    expect([environment('user'), environment('broker')]).toEqual(
      Array(2).fill(expect.objectContaining({ FAULTS_FILE: faults })),
    );
    const none = { ...settingsFor(0), faults: '/nowhere/flags.json' };
    expect(serviceEnvironment('user', none, ADDRESSES, {})['FAULTS_FILE']).toBeUndefined();
  });

  it('keeps what waits to be delivered in the data folder', () => {
    expect(environment('broker')['SPOOL_DIR']).toBe('/data/spool/broker');
    expect(environment('coinflip')['SPOOL_DIR']).toBeUndefined();
  });

  it('listens, and keeps what waits, where that is said', () => {
    const settings = settingsFor(0);
    const addresses = { ...ADDRESSES, host: '0.0.0.0', spool: '/var/spool/broker' };
    const told = { HOST: '0.0.0.0', SPOOL_DIR: '/var/spool/broker' };
    expect(serviceEnvironment('broker', settings, addresses, {})).toMatchObject(told);
    expect(serviceEnvironment('coinflip', settings, addresses, {})['SPOOL_DIR']).toBeUndefined();
  });

  it('has what the user has set, which wins over the files and is not moved', () => {
    const user = {
      OTEL_PROPAGATORS: 'b3',
      PROFILE_URL: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://mine',
    };
    expect(environment('user', 100, user)).toMatchObject(user);
  });

  it('has nothing of the user that would make all services the same one', () => {
    const user = {
      OTEL_SERVICE_NAME: 'mine',
      PORT: '1',
      HOST: 'laptop',
      DATABASE_URL: 'other',
      SPOOL_DIR: '/',
    };
    expect(environment('user', 0, user)).toEqual(environment('user'));
    expect(environment('coinflip', 0, user)).toEqual(environment('coinflip'));
  });
});
