import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, problems } from '@tracewalk/service';
import { expect, it, onTestFinished } from 'vitest';
import { rateLimit } from './rate-limit.ts';

it('rateLimit() takes a burst, refuses what goes beyond, and takes more as time goes by', async () => {
  let now = 0;
  const app = express();
  app.get(
    '/',
    rateLimit(2, 3, () => now),
    (_request, response) => void response.end(),
  );
  app.use(problems(createLogger('test', 'silent')));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async (times: number) => {
    const statuses: number[] = [];
    while (statuses.length < times) statuses.push((await fetch(`http://127.0.0.1:${port}`)).status);
    return statuses;
  };

  expect(await ask(5)).toEqual([200, 200, 200, 429, 429]);
  now = 1_000;
  expect(await ask(3)).toEqual([200, 200, 429]);
  now = 60_000;
  expect(await ask(4)).toEqual([200, 200, 200, 429]);
});
