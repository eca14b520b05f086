/**
 * `POST /v1/traces`: the spans of the browser, on their way to where this service sends its own.
 *
 * A browser may only talk to the origin of its page, and no collector should be open to the world: so the page's service
 * takes the spans and passes them on. It takes OTLP in JSON from its own pages, of `service.name` frontend-page, and nothing else.
 * None of this is traced: sending spans would make spans to send.
 */
import { Problem } from '@tracewalk/service';
import express, { Router } from 'express';
import { z } from 'zod';
import type { Config } from './config.ts';
import { rateLimit } from './rate-limit.ts';
import { sameOrigin } from './same-origin.ts';

/** How the page names itself in its spans. */
const PAGE = 'frontend-page';

const MAX_BYTES = 256 * 1024;
const MAX_SPANS = 1_000;
const DEADLINE_MS = 2_000;
const PER_SECOND = 50;
const BURST = 200;

const attribute = z.object({ key: z.string(), value: z.unknown() });
const isBrowser = z.object({
  key: z.literal('service.name'),
  value: z.object({ stringValue: z.literal(PAGE) }),
});
const REQUEST = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({
        attributes: z.array(attribute).refine((all) => {
          const names = all.filter(({ key }) => key === 'service.name');
          return names.length === 1 && isBrowser.safeParse(names[0]).success;
        }, `expected service.name to be ${PAGE}`),
      }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(z.unknown()) })),
    }),
  ),
});

type TelemetrySettings = Pick<
  Config,
  | 'OTEL_TRACES_EXPORTER'
  | 'OTEL_EXPORTER_OTLP_PROTOCOL'
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
>;

/** Where the service's own spans go, if that takes OTLP over HTTP. */
export function spansUrl(config: TelemetrySettings): string | undefined {
  const { OTEL_TRACES_EXPORTER = 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL = 'http/protobuf' } = config;
  if (OTEL_TRACES_EXPORTER !== 'otlp' || OTEL_EXPORTER_OTLP_PROTOCOL === 'grpc') return undefined;
  if (config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  return config.OTEL_EXPORTER_OTLP_ENDPOINT && `${config.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`;
}

export function browserSpans(url: string | undefined): Router {
  const router = Router();
  const body = express.json({ limit: MAX_BYTES, type: 'application/json' });
  router.post('/v1/traces', sameOrigin, rateLimit(PER_SECOND, BURST), body, async (request, response) => {
    if (!url) throw new Problem(404, 'Cannot take spans: this service sends none by OTLP over HTTP');
    if (!request.is('json')) throw new Problem(415, 'Cannot take spans: expected application/json');
    await passOn(url, checked(request.body));
    response.json({});
  });
  return router;
}

function checked(body: unknown): z.output<typeof REQUEST> {
  const { success, data } = REQUEST.safeParse(body);
  if (!success) throw new Problem(400, `Cannot take spans: expected OTLP of service.name ${PAGE}`);
  const spans = data.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
  if (spans.length > MAX_SPANS) throw new Problem(413, `Cannot take spans: there are more than ${MAX_SPANS}`);
  return data;
}

async function passOn(url: string, spans: unknown): Promise<void> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(spans),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    await response.body?.cancel();
    if (response.ok) return;
    throw new Problem(502, `Cannot pass spans on: the collector answered ${response.status}`);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(502, 'Cannot pass spans on: the collector cannot be reached', {}, error);
  }
}
