/**
 * user: who somebody is.
 *
 * Called by frontend, with `traceparent`. Calls profile, with `traceparent` and `X-B3-*`: profile reads only the latter,
 * so this service is the bridge between the two formats. Take `b3multi` out of its .env, and the trace breaks here.
 * In the trace: the query for the user, then the call to profile.
 */
import { callUpstream, createLogger, health, notFound, parse, Problem, problems } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Config } from './config.ts';
import { failForSome, insist } from './faults.ts';
import { CURSOR, findUser, listUsers } from './users.ts';

/** Digits only: `Number` would take `1e2` and ` 7 `, too. Nine of them fit Postgres's integer. */
const PATH = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1')
    .transform(Number),
});
const PAGE = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: CURSOR,
  q: z
    .string()
    .max(64)
    .regex(/^\P{Cc}*$/u, 'expected text without control characters')
    .default(''),
});

export function createApp(config: Config, database: Pool): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => database.query('SELECT')));
  app.get('/users', async (request, response) => {
    const { limit, cursor, q } = parse(PAGE, request.query, 'query');
    response.json(await listUsers(database, { limit, after: cursor, part: q }));
  });
  app.get('/users/:id', async (request, response) => {
    const { id } = parse(PATH, request.params, 'path');
    const user = await findUser(database, id);
    if (!user) throw new Problem(404, `Cannot find user ${id}: there is none`);
    await failForSome(id);
    response.json({ ...user, profile: await insist(() => fetchProfile(config, id)) });
  });
  app.use(notFound, problems(createLogger('user', config.LOG_LEVEL)));
  return app;
}

/** Null for a user without a profile. That profile cannot be asked is an error, and profile is named in it. */
async function fetchProfile({ PROFILE_URL, PROFILE_DEADLINE_MS }: Config, id: number): Promise<unknown> {
  const { status, body } = await callUpstream({
    service: 'profile',
    url: `${PROFILE_URL}/profiles/${id}`,
    deadline: PROFILE_DEADLINE_MS,
  });
  if (status === 404) return null;
  if (status !== 200)
    throw new Problem(502, `Cannot answer: profile refused with ${status}`, { upstream: 'profile' });
  return body;
}
