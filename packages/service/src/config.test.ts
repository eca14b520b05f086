import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonSettings, numberSetting, readEnv, urlSetting } from './config.ts';

const SHAPE = {
  ...commonSettings(8080),
  UPSTREAM_URL: urlSetting('http://127.0.0.1:8081'),
  LIMIT: numberSetting(10, { min: 1, max: 100 }),
};
const read = (env: NodeJS.ProcessEnv) => readEnv('example', SHAPE, env);

describe('readEnv', () => {
  it('has a default for each setting', () => {
    expect(read({})).toEqual({
      HOST: '127.0.0.1',
      PORT: 8080,
      LOG_LEVEL: 'info',
      UPSTREAM_URL: 'http://127.0.0.1:8081',
      LIMIT: 10,
    });
  });

  it('takes what is set to nothing as not set', () => {
    expect(read({ LIMIT: '', HOST: '' })).toMatchObject({ LIMIT: 10, HOST: '127.0.0.1' });
  });

  it('leaves out what it was not asked for', () => {
    expect(read({ OTEL_SERVICE_NAME: 'x', HOME: '/root' })).not.toHaveProperty('HOME');
  });

  it('lists every wrong setting in one error', () => {
    expect(() => read({ PORT: '70000', LOG_LEVEL: 'loud', UPSTREAM_URL: 'user:8081', LIMIT: '0' })).toThrow(
      /^Cannot start example: its settings are wrong\. .*PORT: .*LOG_LEVEL: .*UPSTREAM_URL: .*LIMIT: /,
    );
  });

  it.each([
    { PORT: 'hunter2' },
    { UPSTREAM_URL: 'ftp://hunter2@127.0.0.1' },
    { LIMIT: 'hunter2' },
    { SECRET: 'hunter2' },
    { CHOICE: 'hunter2' },
  ])('never repeats the value it refuses: %j', (env) => {
    const shape = {
      ...SHAPE,
      SECRET: z.string().max(3).default(''),
      CHOICE: z.enum(['a', 'b']).default('a'),
    };
    const message = messageOf(() => readEnv('example', shape, env));
    expect(message).toContain(Object.keys(env)[0]);
    expect(message).not.toContain('hunter2');
  });

  it.each(['1.5', '-1', 'ten', '101', 'Infinity', '0x10g'])(
    'refuses %s as a number within bounds',
    (value) => {
      expect(() => read({ LIMIT: value })).toThrow('LIMIT: ');
    },
  );

  it('takes the slash from the end of a URL, so that paths can follow', () => {
    expect(read({ UPSTREAM_URL: 'https://user.example/api/' }).UPSTREAM_URL).toBe('https://user.example/api');
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
