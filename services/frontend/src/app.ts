/**
 * frontend: the web page and its API.
 *
 * Called by browsers. Calls user and server, for a profile both at once: in the trace their spans lie side by side.
 * Each call has a deadline. When one fails, the answer says which service it was, and the trace shows it.
 */
import { createLogger, health, notFound, parse, problems, traceResponse } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Config } from './config.ts';
import { renderPage, securityHeaders } from './page.ts';
import { jsonOnly, PAGE, RUN_REQUEST, RUN, STACK, USER } from './requests.ts';
import { type Ask, bodyOf, pass, upstream } from './upstreams.ts';

const LATEST_RUNS = 5;

const jsonBody = express.json({ limit: '16kb' });

export function createApp(config: Config): Express {
  const user = upstream('user', config.USER_URL, config);
  const server = upstream('server', config.SERVER_URL, config);
  const app = express().disable('x-powered-by');
  app.use(health(() => Promise.all([user('/readyz'), server('/readyz')])));
  app.use(traceResponse, securityHeaders);
  app.get('/', async (_request, response) => {
    const [users, stacks] = await Promise.all([user('/users?limit=12'), server('/stacks')]);
    response.type('html').send(renderPage({ ...bodyOf(users), ...bodyOf(stacks) }));
  });
  app.get('/api/users', async (request, response) => {
    const page = new URLSearchParams(parse(PAGE, request.query, 'query'));
    pass(await user(`/users?${page.toString()}`), response);
  });
  app.get('/api/profiles/:id', async (request, response) => {
    const { id } = parse(USER, request.params, 'path');
    response.json(await profile(user, server, id));
  });
  app.get('/api/stacks', async (_request, response) => pass(await server('/stacks'), response));
  app.post('/api/stacks/:id/runs', jsonOnly, jsonBody, async (request, response) => {
    const { id } = parse(STACK, request.params, 'path');
    const started = await server(`/stacks/${id}/runs`, {
      method: 'POST',
      // A browser that repeats the request sends the same key, and gets the same run.
      headers: { 'idempotency-key': request.get('idempotency-key') ?? crypto.randomUUID() },
      body: parse(RUN_REQUEST, request.body ?? {}, 'request body'),
    });
    const run = bodyOf<{ id: string }>(started);
    response.status(202).location(`/api/runs/${run.id}`).json(run);
  });
  app.get('/api/runs/:id', async (request, response) => {
    const { id } = parse(RUN, request.params, 'path');
    pass(await server(`/runs/${id}`), response);
  });
  app.use(notFound, problems(createLogger('frontend', config.LOG_LEVEL)));
  return app;
}

/** The user with the profile, and the runs that this user has asked for. Both calls leave at the same time. */
async function profile(user: Ask, server: Ask, id: string): Promise<unknown> {
  const query = new URLSearchParams({ requestedBy: id, limit: String(LATEST_RUNS) });
  const [found, latest] = await Promise.all([user(`/users/${id}`), server(`/runs?${query.toString()}`)]);
  const { runs } = bodyOf<{ runs: unknown[] }>(latest);
  return { ...bodyOf<object>(found), runs };
}
