/**
 * profile: what a user's page says beyond the name.
 *
 * Called by user. Calls nobody; it reads Postgres, unless the profile is in its small cache.
 * In the trace: `load profile` with demo.cache.hit. A hit has nothing beneath it, a miss has the query.
 */
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { CACHE_STAMPEDE, strengthOf } from '@tracewalk/faults';
import { createLogger, health, notFound, parse, Problem, problems } from '@tracewalk/service';
import { DEMO_CACHE_HIT } from '@tracewalk/telemetry';
import express, { type Express } from 'express';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Config } from './config.ts';
import { refuseInStorm, reloadAll } from './faults.ts';
import { findProfile, type Profile } from './profiles.ts';

/** Digits only: `Number` would take `1e2` and ` 7 `, too. Nine of them fit Postgres's integer. */
const PATH = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1')
    .transform(Number),
});

const tracer = trace.getTracer('profile');

export function createApp(config: Config, database: Pool): Express {
  const cache = new LRUCache<number, Profile>({ max: config.CACHE_SIZE, ttl: config.CACHE_TTL_MS });
  const app = express().disable('x-powered-by');
  app.use(health(() => database.query('SELECT')));
  app.get('/profiles/:id', async (request, response) => {
    const { id } = parse(PATH, request.params, 'path');
    await refuseInStorm();
    const profile = await loadProfile(database, cache, id);
    if (!profile) throw new Problem(404, `Cannot find profile ${id}: there is none`);
    response.json(profile);
  });
  app.use(notFound, problems(createLogger('profile', config.LOG_LEVEL)));
  return app;
}

function loadProfile(
  database: Pool,
  cache: LRUCache<number, Profile>,
  id: number,
): Promise<Profile | undefined> {
  return tracer.startActiveSpan('load profile', async (span) => {
    try {
      const stampede = await strengthOf(CACHE_STAMPEDE);
      const cached = stampede > 0 ? undefined : cache.get(id);
      span.setAttribute(DEMO_CACHE_HIT, cached !== undefined);
      if (cached) return cached;
      if (stampede > 0) return await reloadAll(database, id, stampede);
      const profile = await findProfile(database, id);
      if (profile) cache.set(id, profile);
      return profile;
    } catch (error) {
      // The query's span and the SERVER span say what it was; here only that it failed.
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
