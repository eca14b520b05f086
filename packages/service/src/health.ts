/** `/healthz` (alive) and `/readyz` (can serve). Neither is traced: they are asked every few seconds. */
import type { RequestListener } from 'node:http';
import { type Express, Router } from 'express';
import { Problem, sendProblem } from './problem.ts';

/** Longer than this a dependency counts as not reachable, in ms. */
const READY_TIMEOUT = 2_000;

/** @param ready rejects while something that requests need cannot be reached, e.g. the database. */
export function health(ready: () => Promise<unknown> = () => Promise.resolve()): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      await Promise.race([ready(), tooLate()]);
      response.json({ status: 'ready' });
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error);
      sendProblem(response, new Problem(503, `Cannot serve yet: ${reason}`));
    }
  });
  return router;
}

const HEALTH_PATHS = new Set(['/healthz', '/readyz']);

/** For a port without TLS beside one with: the kubelet, which asks for the health, has no certificate to show. */
export const healthOnly =
  (app: Express): RequestListener =>
  (request, response) => {
    if (HEALTH_PATHS.has(request.url ?? '')) app(request, response);
    else response.writeHead(404).end();
  };

const tooLate = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('a dependency did not answer in time')), READY_TIMEOUT).unref();
  });
