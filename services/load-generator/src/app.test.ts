import { describe, expect, it } from 'vitest';
import { startServer } from './drive/testing.ts';
import { start } from './main.ts';

const QUIET = { PORT: '0', LOG_LEVEL: 'silent' };

describe('load-generator', () => {
  it('drives until it is stopped, and says how it goes', async () => {
    await using frontend = await startServer((_request, response) => response.end('{}'));
    const service = await start({
      ...QUIET,
      FRONTEND_URL: frontend.url,
      RATE: '100',
      BAD: '0',
      ATTENDEE: 'anna',
    });
    const status = async () =>
      (await (await fetch(`${service.url}/status`)).json()) as Record<string, unknown>;

    await expect.poll(() => frontend.asked.length).toBeGreaterThan(10);
    expect(await status()).toMatchObject({ state: 'running', requests: { errors: 0 }, errorKinds: [] });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    const report = await (await fetch(`${service.url}/report`)).json();
    expect(report).toMatchObject({ kind: 'tracewalk-drive', load: 'constant at 100/s' });
    expect(frontend.asked[0]?.headers['baggage']).toContain('attendee=anna');

    await service.stop();
    const asked = frontend.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(frontend.asked.length).toBe(asked);
  });

  it('is alive but not ready while the frontend is away, and counts what it could not send', async () => {
    const service = await start({ ...QUIET, FRONTEND_URL: 'http://127.0.0.1:1', RATE: '50' });
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    await expect
      .poll(async () => (await fetch(`${service.url}/status`)).json())
      .toMatchObject({
        errorKinds: expect.arrayContaining([expect.objectContaining({ kind: 'connection refused' })]),
        latency: { p50: null },
      });
    await service.stop();
  });

  it('makes traces for a backend in the mode synth, until it is stopped', async () => {
    await using backend = await startServer((_request, response) => response.writeHead(200).end());
    const env = { ...QUIET, MODE: 'synth', PROFILE: 'hotrod', ENDPOINT: backend.url, RATE: '500spans/s' };
    const service = await start(env);
    await expect.poll(() => backend.asked.length, { timeout: 10_000 }).toBeGreaterThan(3);
    const status = (await (await fetch(`${service.url}/status`)).json()) as object;
    expect(status).toMatchObject({ state: 'running', endpoints: [{ dropped: 0, rejected: 0 }] });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${service.url}/report`)).json()).toMatchObject({ kind: 'tracewalk-synth' });
    await service.stop();
    expect(backend.asked.at(-1)?.url).toBe('/v1/traces');
  });

  it('names every wrong setting as the environment does', async () => {
    const env = { ...QUIET, RATE: 'fast', MAX_IN_FLIGHT: '0', EVENTS_URL: 'broker' };
    await expect(start(env)).rejects.toThrow(
      'Cannot drive: EVENTS_URL: expected an http:// or https:// URL. RATE: expected a number. ' +
        'MAX_IN_FLIGHT: expected at least 1',
    );
  });
});
