import { startBackend } from '@tracewalk/local-backend';
import { describe, expect, it } from 'vitest';
import { fakeServices, type Breakage } from './testing/fake-services.ts';
import { examineOnce, foundIn, laptop } from './testing/laptop.ts';

const FREE = { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 };

const BREAKAGES: readonly (readonly [what: string, breakage: Breakage, cause: string, about: string])[] = [
  ['a service whose spans do not arrive', { lost: ['user'] }, 'spans-lost', 'user'],
  ['a service that makes no spans', { mute: 'user' }, 'no-spans', 'user'],
  ['a service that does not understand its caller', { deaf: 'profile' }, 'trace-broken', 'user → profile'],
  ['a consumer that does not understand its producer', { deaf: 'drain' }, 'trace-broken', 'server → drain'],
  ['a service that samples by itself', { unsampled: 'server' }, 'sampled-out', 'server'],
  ['the last one of a trace, of which nothing arrives', { lost: ['profile'] }, 'silent', 'profile'],
  ['calls that are lost', { callsLost: 'user' }, 'some-spans-lost', 'user'],
  ['a clock that is behind', { skew: { service: 'profile', ms: -2_000 } }, 'clock-skew', 'profile'],
  ['a clock that is ahead', { skew: { service: 'profile', ms: 2_000 } }, 'clock-skew', 'profile'],
  ['a request that fails', { status: 502 }, 'request-failed', 'frontend, page view'],
  ['a frontend without a tracer', { mute: 'frontend' }, 'no-spans', 'frontend'],
  ['a frontend that does not sample', { unsampled: 'frontend' }, 'sampled-out', 'frontend'],
  ['a frontend that begins anew', { deaf: 'frontend' }, 'trace-broken', 'the caller → frontend'],
  ['a frontend whose spans do not arrive', { lost: ['frontend'] }, 'spans-lost', 'frontend'],
  ['an event that is not followed', { deaf: 'coinflip' }, 'trace-broken', 'broker → coinflip'],
  ['a sink that is away', { away: 'broker' }, 'request-failed', 'heartbeats → broker'],
  ['no heartbeats', { unsampled: 'heartbeats' }, 'silent', 'heartbeats'],
];

describe('a marked request', { timeout: 20_000 }, () => {
  it.concurrent.each(BREAKAGES)('shows %s, and nothing else', async (_what, breakage, cause, about) => {
    const backend = await startBackend({ ports: FREE });
    try {
      await using system = await fakeServices(backend.urls.otlpHttp, breakage);
      const report = await examineOnce(laptop(backend.urls, {}, { frontend: system.frontend }));
      expect(foundIn(report)).toEqual([['made', cause, about]]);
    } finally {
      await backend.close();
    }
  });

  it('whose run is still in the queue is no finding', async () => {
    const backend = await startBackend({ ports: FREE });
    try {
      await using system = await fakeServices(backend.urls.otlpHttp, { backlog: true });
      const report = await examineOnce(laptop(backend.urls, {}, { frontend: system.frontend }));
      expect(report.findings).toEqual([]);
      expect(report.checks.find(({ name }) => name === 'run')?.says).toBe('still queued: drain is behind');
    } finally {
      await backend.close();
    }
  });

  it('that cannot be sent is said, and the rest is looked at', async () => {
    const backend = await startBackend({ ports: FREE });
    try {
      const system = await fakeServices(backend.urls.otlpHttp);
      await system[Symbol.asyncDispose]();
      const report = await examineOnce(laptop(backend.urls, {}, { frontend: system.frontend }));
      expect(foundIn(report)).toEqual([['made', 'frontend-unreachable', 'frontend, page view']]);
    } finally {
      await backend.close();
    }
  });

  it('to a system of which nothing runs gives one finding', async () => {
    const backend = await startBackend({ ports: FREE });
    const system = await fakeServices(backend.urls.otlpHttp);
    await system[Symbol.asyncDispose]();
    await backend.close();
    const report = await examineOnce(laptop(backend.urls, {}, { frontend: system.frontend }));
    expect(foundIn(report)).toEqual([['made', 'not-running', 'the system of a test']]);
  });
});
