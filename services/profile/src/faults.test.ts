import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { faultBaggage, startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { testAs } from '@tracewalk/telemetry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start } from './main.ts';
import { tracedRequest } from './test-request.ts';

const LONG = 500;

describe('profile', () => {
  let faults: TestFaults;
  let service: RunningService;
  let id = 0;

  beforeAll(async () => {
    testAs('profile');
    faults = await startTestFaults();
    const env = { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: await testDatabase() };
    service = await start({ ...env, FAULTS_FILE: faults.file });
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await service.stop();
    await faults.stop();
  });

  /** A profile that is not in the cache yet; what the query and the load of it took, in ms. */
  const load = async (baggage = '', user = ++id) => {
    const { response, spanNamed, spansNamed } = await tracedRequest(`${service.url}/profiles/${user}`, {
      ...(baggage && { headers: { baggage } }),
    });
    const ms = async (name: string) => hrTimeToMilliseconds((await spanNamed(name)).duration);
    return { response, spanNamed, spansNamed, ms };
  };

  /** Whether the query for a new profile is the slow one. */
  const isSlow = async (baggage?: string) => {
    const { spanNamed } = await load(baggage);
    return String((await spanNamed('SELECT profile.profiles')).attributes['db.query.text']).includes(
      'pg_sleep',
    );
  };

  describe('with slow-profile-query', () => {
    it('has one long query, which says in its text what takes so long, and a load that waits for it', async () => {
      await faults.set({ name: 'slow-profile-query' });
      const { response, spanNamed, ms } = await load();

      expect(response.status).toBe(200);
      expect(await ms('SELECT profile.profiles')).toBeGreaterThan(LONG);
      expect(await ms('load profile')).toBeGreaterThan(LONG);
      const { attributes } = await spanNamed('SELECT profile.profiles');
      expect(attributes['db.query.text']).toMatch('pg_sleep($2)');
    });

    it('answers a hit of the cache as fast as ever', async () => {
      await load('', 900);
      await faults.set({ name: 'slow-profile-query' });
      const { ms, spansNamed } = await load('', 900);

      expect(await ms('load profile')).toBeLessThan(LONG);
      expect(await spansNamed('SELECT profile.profiles', 0)).toEqual([]);
    });

    it('is as fast as ever once the fault is cleared', async () => {
      await faults.set({ name: 'slow-profile-query' });
      await faults.clear('slow-profile-query');
      const { ms, spanNamed } = await load();

      expect(await ms('SELECT profile.profiles')).toBeLessThan(LONG);
      const { attributes } = await spanNamed('SELECT profile.profiles');
      expect(attributes['db.query.text']).toBe('SELECT * FROM profile.profiles WHERE id = $1');
    });

    it('is slow for a request that asks for it, with no flag set, and for no other', async () => {
      const [own, other] = await Promise.all([
        load(faultBaggage([{ name: 'slow-profile-query' }])),
        load(faultBaggage([], 'ben')),
      ]);

      expect(await own.ms('SELECT profile.profiles')).toBeGreaterThan(LONG);
      expect(await other.ms('SELECT profile.profiles')).toBeLessThan(LONG);
    });

    it('is slow for one attendee, while others ask at the same time', async () => {
      await faults.set({ name: 'slow-profile-query', attendee: 'anna' });
      const attendees = ['anna', 'ben', 'anna', '', 'zoë', 'ben', 'anna', 'ben'];
      const took = await Promise.all(
        attendees.map(async (attendee) => {
          const { response, ms, spanNamed } = await load(faultBaggage([], attendee || undefined));
          expect(response.status).toBe(200);
          const { attributes } = await spanNamed('load profile');
          expect(attributes['demo.attendee']).toBe(attendee || undefined);
          const { attributes: query } = await spanNamed('SELECT profile.profiles');
          expect(await ms('load profile')).toBeGreaterThan(0);
          return String(query['db.query.text']).includes('pg_sleep');
        }),
      );

      expect(took).toEqual(attendees.map((attendee) => attendee === 'anna'));
    });

    it('is slow for about a share of the traces, and decides alike for the same trace', async () => {
      await faults.set({ name: 'slow-profile-query', share: 50 });
      const all = await Promise.all(Array.from({ length: 24 }, () => isSlow()));

      expect(new Set(all)).toEqual(new Set([true, false]));
    });
  });

  it('with cache-stampede: loads many profiles at once, more than it has connections, and answers with the one', async () => {
    const { response, spansNamed, spanNamed } = await load(faultBaggage([{ name: 'cache-stampede' }]), 100);

    expect(response.status).toBe(200);
    expect(await spansNamed('SELECT profile.profiles', 20)).toHaveLength(20);
    expect((await spanNamed('load profile')).attributes['demo.cache.hit']).toBe(false);
    const plain = await load('', 100);
    expect(await plain.spansNamed('SELECT profile.profiles', 1)).toHaveLength(1);
  });

  it.each([
    ['on', 2_000],
    ['behind', -2_000],
  ])('with clock-skew %s: begins %i ms off, and is as long as it was', async (variant, skew) => {
    const { spanNamed } = await load(faultBaggage([{ name: 'clock-skew', variant }]));

    const server = await spanNamed('GET /profiles/:id');
    const client = await spanNamed('GET');
    const apart = hrTimeToMilliseconds(server.startTime) - hrTimeToMilliseconds(client.startTime);
    expect(Math.abs(apart - skew)).toBeLessThan(LONG);
    for (const name of ['GET /profiles/:id', 'load profile', 'SELECT profile.profiles']) {
      const { duration, startTime } = await spanNamed(name);
      expect(hrTimeToMilliseconds(duration)).toBeGreaterThan(0);
      expect(hrTimeToMilliseconds(duration)).toBeLessThan(LONG);
      const fromServer = hrTimeToMilliseconds(startTime) - hrTimeToMilliseconds(server.startTime);
      expect(Math.abs(fromServer)).toBeLessThan(LONG);
    }
  });

  it('without clock-skew: begins when it is called', async () => {
    const { spanNamed } = await load();
    const [server, client] = [await spanNamed('GET /profiles/:id'), await spanNamed('GET')];
    const apart = hrTimeToMilliseconds(server.startTime) - hrTimeToMilliseconds(client.startTime);
    expect(Math.abs(apart)).toBeLessThan(LONG);
  });
});
