import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings, type SettingName } from '../settings.ts';
import { addressesOf, hasLocalBackend, queryUrl } from './addresses.ts';

const data = mkdtempSync(join(tmpdir(), 'tracewalk-addresses-'));
const settingsFor = (flags: Partial<Record<SettingName, unknown>>) =>
  readSettings({ data, ...flags }, {}, data).settings;

describe('addresses', () => {
  afterAll(() => rmSync(data, { recursive: true }));

  it('are those of the local backend, moved by the port offset', () => {
    const settings = settingsFor({ portOffset: 100 });
    expect(addressesOf(settings)).toMatchObject({
      otlpHttp: 'http://127.0.0.1:4418',
      otlpGrpc: 'http://127.0.0.1:4417',
      zipkin: 'http://127.0.0.1:9511/api/v2/spans',
    });
    expect(hasLocalBackend(settings)).toBe(true);
    expect(queryUrl(settings)).toBe('http://127.0.0.1:16786');
  });

  it('are all on the host of --otlp-endpoint, on the usual ports, when only that is known', () => {
    const settings = settingsFor({ otlpEndpoint: 'http://collector:14318', portOffset: 100 });
    expect(addressesOf(settings)).toMatchObject({
      otlpHttp: 'http://collector:14318',
      otlpGrpc: 'http://collector:4317',
      zipkin: 'http://collector:9411/api/v2/spans',
    });
    expect(hasLocalBackend(settings)).toBe(false);
    expect(queryUrl(settings)).toBeUndefined();
  });

  it('are exactly the ones that were given', () => {
    const given = {
      otlpEndpoint: 'http://a:1',
      otlpGrpcEndpoint: 'https://b:2',
      zipkinEndpoint: 'http://c:3/spans',
    };
    const settings = settingsFor({ ...given, queryUrl: 'http://d:4' });
    expect(addressesOf(settings)).toMatchObject({
      otlpHttp: 'http://a:1',
      otlpGrpc: 'https://b:2',
      zipkin: 'http://c:3/spans',
    });
    expect(queryUrl(settings)).toBe('http://d:4');
  });

  it('have the same password of the database for the same data folder', () => {
    const [one, two] = [addressesOf(settingsFor({})), addressesOf(settingsFor({ portOffset: 100 }))];
    expect(one.databaseUrl).toMatch(/^postgres:\/\/postgres:[0-9a-f]{32}@127\.0\.0\.1:15432\/tracewalk$/);
    expect(two.databaseUrl).toBe(one.databaseUrl.replace('15432', '15532'));
  });
});
