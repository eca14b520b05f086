import { eventually, startOwnProcess } from '@tracewalk/service/testing';
import { startCollector } from '@tracewalk/telemetry/test-collector';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { tracedRequest } from './test-request.ts';

/** In ms: a process of its own takes a second to start, and more on a busy machine. */
const STARTS_WITHIN = 20_000;

it('profile in a process of its own goes on with X-B3 headers, and its spans leave by Zipkin', async () => {
  const collector = await startCollector();
  const PORT = String(await freePort());
  const own = startOwnProcess('services/profile', {
    PORT,
    DATABASE_URL: await testDatabase(),
    ...collector.zipkin,
  });
  onTestFinished(async () => {
    collector.stop();
    await own.stop();
  });
  const { traceId } = await vi.waitFor(
    () => tracedRequest(`http://127.0.0.1:${PORT}/profiles/7`),
    STARTS_WITHIN,
  );

  const server = await eventually('SERVER span', () =>
    collector.spans.find((span) => span.kind === 'SERVER' && span.traceId === traceId),
  );
  expect(server).toMatchObject({
    protocol: 'zipkin',
    service: 'profile',
    name: 'GET /profiles/:id',
    // The caller of this test speaks all formats at once; this one is what profile reads.
    attributes: { 'demo.propagation.format': 'b3multi' },
  });
  expect(await own.stop()).toBe(0);
  expect(own.complaints).toEqual([]);
}, 30_000);
