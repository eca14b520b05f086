import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('the settings of heartbeats', () => {
  it('need nothing to be set', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 8086,
      K_SINK: 'http://127.0.0.1:8087/',
      K_CE_OVERRIDES: { extensions: {} },
      PERIOD_MS: 1_000,
    });
  });

  it('leave the sink as it was given, the slash at its end included', () => {
    expect(readConfig({ K_SINK: 'http://broker.example/default/' }).K_SINK).toBe(
      'http://broker.example/default/',
    );
  });

  it.each([
    ['{"extensions":', 'K_CE_OVERRIDES: expected JSON, e.g. {"extensions":{"team":"red"}}'],
    ['["team"]', 'K_CE_OVERRIDES: expected an object with "extensions"'],
    ['{"extensions":{"Team":"red"}}', '"Team" is no name for an extension: only a-z and 0-9 may be in it'],
    ['{"extensions":{"a-b":"red"}}', '"a-b" is no name for an extension'],
    ['{"extensions":{"":"red"}}', '"" is no name for an extension'],
    ['{"extensions":{"type":"x"}}', '"type" is an attribute of CloudEvents itself, no extension'],
    ['{"extensions":{"team":{"a":1}}}', 'K_CE_OVERRIDES.extensions.team: expected text as the value'],
  ])('refuse K_CE_OVERRIDES %s', (value, message) => {
    expect(() => readConfig({ K_CE_OVERRIDES: value })).toThrow(message);
  });

  it.each(['broker:80', 'ftp://broker/', '/default'])('refuse the sink %s', (sink) => {
    expect(() => readConfig({ K_SINK: sink })).toThrow('K_SINK: expected an http:// or https:// URL');
  });
});
