/**
 * frontend: the web page and its API.
 *
 * Called by browsers. Calls user and server, for a profile both at once: in the trace their spans lie side by side.
 * Each call has a deadline. When one fails, the answer says which service it was, and the trace shows it.
 */
import {
  createLogger,
  health,
  notFound,
  parse,
  problems,
  sendProblem,
  traceResponse,
} from '@tracewalk/service';
import express, { type Express, type Request, Router } from 'express';
import { readAssets } from './assets.ts';
import { browserSpans, spansUrl } from './browser-spans.ts';
import type { Config } from './config.ts';
import type { EventFeed } from './event-feed.ts';
import { faultsPanel } from './faults-panel.ts';
import type { Site } from './layout.ts';
import { createLiveStream, type LiveStream } from './live-stream.ts';
import { carryMine } from './mine.ts';
import { pages } from './pages.ts';
import { problemPage } from './problem-page.ts';
import { jsonOnly, PAGE, RUN, RUN_REQUEST, STACK, USER } from './requests.ts';
import { sameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { sendPage } from './send-page.ts';
import { traces } from './traces.ts';
import { type Ask, bodyOf, pass, upstream } from './upstreams.ts';
import { runReader } from './watch-run.ts';

const LATEST_RUNS = 5;

const jsonBody = express.json({ limit: '16kb' });

export function createApp(config: Config, feed: EventFeed): { app: Express; live: LiveStream } {
  const user = upstream('user', config.USER_URL, config);
  const server = upstream('server', config.SERVER_URL, config);
  const readProfile = (id: string) => profile(user, server, id);
  const readRun = runReader(server, feed);
  const site = siteOf(config);
  const live = createLiveStream({ feed, readRun, site }, config.MAX_STREAMS);

  const app = express().disable('x-powered-by');
  app.use(health(() => Promise.all([user('/readyz'), server('/readyz')])));
  app.use(traceResponse, securityHeaders, carryMine, faultsPanel(config, site));
  app.use(pages({ user, server, feed, readRun, readProfile, site }), api(user, server, readProfile));
  app.use(traces(config), browserSpans(spansUrl(config)), site.assets.router);
  app.get('/events/stream', (request, response) => live.open(request, response));
  const log = createLogger('frontend', config.LOG_LEVEL);
  app.use(
    notFound,
    problems(log, (response, problem) => {
      if (!wantsPage(response.req)) return sendProblem(response, problem);
      sendPage(response.status(problem.status), problemPage(problem, response.req.originalUrl), site);
    }),
  );
  return { app, live };
}

/** For programs; the pages are for people. */
function api(user: Ask, server: Ask, readProfile: (id: string) => Promise<unknown>): Router {
  const router = Router();
  router.get('/api/users', async (request, response) => {
    const page = new URLSearchParams(parse(PAGE, request.query, 'query'));
    pass(await user(`/users?${page.toString()}`), response);
  });
  router.get('/api/profiles/:id', async (request, response) => {
    const { id } = parse(USER, request.params, 'path');
    response.json(await readProfile(id));
  });
  router.get('/api/stacks', async (_request, response) => pass(await server('/stacks'), response));
  router.post('/api/stacks/:id/runs', sameOrigin, jsonOnly, jsonBody, async (request, response) => {
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
  router.get('/api/runs/:id', async (request, response) => {
    const { id } = parse(RUN, request.params, 'path');
    pass(await server(`/runs/${id}`), response);
  });
  return router;
}

/** The user with the profile, and the runs that this user has asked for. Both calls leave at the same time. */
async function profile(user: Ask, server: Ask, id: string): Promise<unknown> {
  const query = new URLSearchParams({ requestedBy: id, limit: String(LATEST_RUNS) });
  const [found, latest] = await Promise.all([user(`/users/${id}`), server(`/runs?${query.toString()}`)]);
  const { runs } = bodyOf<{ runs: unknown[] }>(latest);
  return { ...bodyOf<object>(found), runs };
}

const siteOf = (config: Config): Site => ({
  assets: readAssets(),
  viewerUrl: config.VIEWER_URL ?? config.QUERY_URL,
  drawsTraces: config.QUERY_URL !== undefined,
  tracesBrowser: spansUrl(config) !== undefined,
});

/** What is below /api or posted by a script is for programs, whatever they say that they accept. */
const wantsPage = (request: Request): boolean =>
  !/^\/(?:api|v1|events|assets)\//.test(request.path) && request.accepts(['json', 'html']) === 'html';
