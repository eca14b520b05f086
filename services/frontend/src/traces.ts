/**
 * `GET /api/traces/:id`: the spans of a trace that have arrived so far, in Jaeger's JSON, for the page to draw.
 *
 * A trace that is not there yet is an empty list, and no error: the page asks again. None of this is traced, or looking
 * at a trace would make more traces.
 */
import { parse, Problem } from '@tracewalk/service';
import { Router } from 'express';
import { z } from 'zod';
import type { Config } from './config.ts';
import { unsampled } from './unsampled.ts';
import { bodyOf, upstream } from './upstreams.ts';

const TRACE = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits') });

export function traces(config: Config): Router {
  const router = Router();
  const query = config.QUERY_URL && upstream('the trace backend', config.QUERY_URL, config);
  router.get('/api/traces/:id', async (request, response) => {
    if (!query) throw new Problem(404, 'Cannot show traces: QUERY_URL is not set');
    const { id } = parse(TRACE, request.params, 'path');
    const answer = await query(`/api/traces/${id}?raw=true`, { headers: unsampled() });
    response.set('cache-control', 'no-store').json(answer.status === 404 ? { data: [] } : bodyOf(answer));
  });
  return router;
}
