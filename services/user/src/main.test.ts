import { context, propagation } from '@opentelemetry/api';
import { eventually, startOwnProcess } from '@tracewalk/service/testing';
import { startCollector } from '@tracewalk/telemetry/test-collector';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { startNeighbour } from './test-neighbour.ts';

/** In ms: a process of its own takes a second to start, and more on a busy machine. */
const STARTS_WITHIN = 20_000;

it('user in a process of its own is the bridge: W3C comes in, W3C and B3 go out, spans leave by OTLP/HTTP', async () => {
  const collector = await startCollector();
  const profile = await startNeighbour((_request, response) => response.end('{}'));
  const PORT = String(await freePort());
  const own = startOwnProcess('services/user', {
    PORT,
    DATABASE_URL: await testDatabase(),
    PROFILE_URL: profile.url,
    ...collector.otlpHttp,
  });
  onTestFinished(async () => {
    collector.stop();
    await own.stop();
    profile.stop();
  });
  const baggage = propagation.createBaggage({ 'session.id': { value: 'a b' } });
  const { traceId } = await context.with(propagation.setBaggage(context.active(), baggage), () =>
    vi.waitFor(() => tracedRequest(`http://127.0.0.1:${PORT}/users/7`), STARTS_WITHIN),
  );

  const span = (kind: string, format?: string) =>
    eventually(`${kind} span`, () =>
      collector.spans.find(
        (each) =>
          each.traceId === traceId &&
          each.kind === kind &&
          each.attributes['demo.propagation.format'] === format &&
          !('db.system.name' in each.attributes),
      ),
    );
  expect(await span('SERVER', 'tracecontext')).toMatchObject({
    protocol: 'otlp/http',
    service: 'user',
    name: 'GET /users/:id',
  });
  const { spanId } = await span('CLIENT');
  const [headers] = profile.headers;
  expect(headers).toMatchObject({
    traceparent: `00-${traceId}-${spanId}-01`,
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-sampled': '1',
    baggage: 'session.id=a%20b',
  });
  expect(headers).not.toHaveProperty('b3');
  expect(await own.stop()).toBe(0);
  expect(own.complaints).toEqual([]);
}, 30_000);
