/** The pages. Each works without scripts: links, forms, and a POST that leads to the page of what it made. */
import { parse } from '@tracewalk/service';
import express, { Router } from 'express';
import { coinsPage } from './coins.ts';
import type { EventFeed } from './event-feed.ts';
import { homePage } from './home-page.ts';
import type { Site } from './layout.ts';
import { RUN, RUN_FORM, USER, USERS } from './requests.ts';
import { runPage, runsPage, type Run, type Stack } from './run-pages.ts';
import { sameOrigin } from './same-origin.ts';
import { sendPage } from './send-page.ts';
import { profilePage, type Profile, usersPage, type User } from './user-pages.ts';
import { type Ask, bodyOf } from './upstreams.ts';
import type { runReader } from './watch-run.ts';

interface Sources {
  user: Ask;
  server: Ask;
  feed: EventFeed;
  readRun: ReturnType<typeof runReader>;
  readProfile: (id: string) => Promise<unknown>;
  site: Site;
}

const USERS_ON_A_PAGE = '20';
const LATEST_RUNS = 12;

export function pages({ user, server, feed, readRun, readProfile, site }: Sources): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  const stacks = async () => bodyOf<{ stacks: Stack[] }>(await server('/stacks')).stacks;

  router.get('/', (_request, response) => sendPage(response, homePage, site));
  router.get('/users', async (request, response) => {
    const asked = parse(USERS, request.query, 'query');
    const query = new URLSearchParams({ limit: USERS_ON_A_PAGE, ...asked });
    const list = bodyOf<{ users: User[]; nextCursor: string | null }>(
      await user(`/users?${query.toString()}`),
    );
    sendPage(response, usersPage(list, asked), site);
  });
  router.get('/users/:id', async (request, response) => {
    const { id } = parse(USER, request.params, 'path');
    const [profile, all] = await Promise.all([readProfile(id), stacks()]);
    sendPage(response, profilePage(profile as Profile, all), site);
  });
  router.get('/runs', async (_request, response) => {
    const [all, latest] = await Promise.all([stacks(), server(`/runs?limit=${LATEST_RUNS}`)]);
    sendPage(response, runsPage(all, bodyOf<{ runs: Run[] }>(latest).runs), site);
  });
  router.post('/runs', sameOrigin, form, async (request, response) => {
    const { stack, key, requestedBy } = parse(RUN_FORM, request.body ?? {}, 'form');
    const started = await server(`/stacks/${stack}/runs`, {
      method: 'POST',
      headers: { 'idempotency-key': key ?? crypto.randomUUID() },
      body: { requestedBy },
    });
    response.redirect(303, `/runs/${bodyOf<{ id: string }>(started).id}`);
  });
  router.get('/runs/:id', async (request, response) => {
    const { id } = parse(RUN, request.params, 'path');
    sendPage(response, runPage(await readRun(id)), site);
  });
  router.get('/coins', (_request, response) => sendPage(response, coinsPage(feed, site), site));
  return router;
}
