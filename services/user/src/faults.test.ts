import { SpanStatusCode } from '@opentelemetry/api';
import { faultBaggage, startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { testAs } from '@tracewalk/telemetry/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { start } from './main.ts';
import { type Neighbour, startNeighbour } from './test-neighbour.ts';

describe('user', () => {
  let faults: TestFaults;
  let profile: Neighbour;
  let service: RunningService;
  let refusing = false;

  beforeAll(async () => {
    testAs('user');
    faults = await startTestFaults();
    // Never the caller's own doing: it stands outside of the trace.
    profile = await startNeighbour((_request, response) =>
      response.writeHead(refusing ? 503 : 200, { 'content-type': 'application/json' }).end('{}'),
    );
    const env = { PORT: '0', LOG_LEVEL: 'silent', PROFILE_URL: profile.url };
    service = await start({ ...env, DATABASE_URL: await testDatabase(), FAULTS_FILE: faults.file });
  });
  beforeEach(() => {
    profile.headers.length = 0;
    refusing = false;
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await service.stop();
    profile.stop();
    await faults.stop();
  });

  const get = (path: string, fault = '', attendee?: string) =>
    tracedRequest(service.url + path, {
      headers: { baggage: faultBaggage(fault ? [{ name: fault }] : [], attendee) },
    });

  it('with n-plus-one-calls: asks for each user of the list, and answers with the same list', async () => {
    const usual = await get('/users?limit=5');
    expect(await usual.spansNamed('SELECT users.users', 1)).toHaveLength(1);
    const { body, spansNamed } = await get('/users?limit=5', 'n-plus-one-calls');

    expect(body).toEqual(usual.body);
    expect(await spansNamed('SELECT users.users', 6)).toHaveLength(6);
  });

  it('with failing-user: fails for the ids of seven with one exception on the SERVER span, and for no other', async () => {
    await faults.set({ name: 'failing-user' });
    const answers = await Promise.all([6, 7, 8, 14, 15].map((id) => get(`/users/${id}`)));

    expect(answers.map(({ response }) => response.status)).toEqual([200, 500, 200, 500, 200]);
    const server = await answers[1]?.spanNamed('GET /users/:id');
    expect(server?.status.code).toBe(SpanStatusCode.ERROR);
    expect(server?.events.map(({ attributes }) => attributes?.['exception.type'])).toEqual(['TypeError']);
    await faults.clear('failing-user');
    expect((await get('/users/7')).response.status).toBe(200);
  });

  it('with retry-storm: asks a profile that refuses ten times, where it usually asks once', async () => {
    refusing = true;
    const usual = await get('/users/6');
    expect(usual.response.status).toBe(502);
    expect(profile.headers).toHaveLength(1);

    profile.headers.length = 0;
    const { response, spanNamed } = await get('/users/6', 'retry-storm');
    expect(response.status).toBe(502);
    expect(profile.headers).toHaveLength(10);
    expect((await spanNamed('GET /users/:id')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('with b3-only-hop: passes B3 headers on, and neither traceparent nor baggage; the trace goes on', async () => {
    const { traceId, spanNamed } = await get('/users/6', 'b3-only-hop', 'anna');

    expect((await spanNamed('GET /users/:id')).attributes['demo.attendee']).toBe('anna');
    const [headers = {}] = profile.headers;
    expect(headers).toMatchObject({ 'x-b3-traceid': traceId, 'x-b3-sampled': '1' });
    expect(Object.keys(headers)).not.toContain('traceparent');
    expect(Object.keys(headers)).not.toContain('baggage');
    await get('/users/6', '', 'anna');
    expect(profile.headers[1]).toMatchObject({ traceparent: expect.anything(), baggage: 'attendee=anna' });
  });

  it('with missing-instrumentation: calls profile without a CLIENT span and without any header of a trace', async () => {
    const { response, spanNamed, tree } = await get('/users/6', 'missing-instrumentation');

    expect(response.status).toBe(200);
    await spanNamed('GET /users/:id');
    expect(tree()).toBe('GET\n  GET /users/:id\n    SELECT users.users\n');
    expect(Object.keys(profile.headers[0] ?? {}).join()).not.toMatch(/b3|traceparent|baggage/);
    const usual = await get('/users/6');
    await usual.spanNamed('GET /users/:id');
    expect(usual.tree()).toBe('GET\n  GET /users/:id\n    GET\n      GET\n    SELECT users.users\n');
  });

  it('with wrong-exporter-endpoint: has no span anywhere, but profile is called in the trace as ever', async () => {
    const { response, traceId, tree } = await get('/users/6', 'wrong-exporter-endpoint');

    expect(response.status).toBe(200);
    expect(profile.headers[0]?.['traceparent']).toContain(traceId);
    // Another request, so that whatever was to be exported has been.
    const usual = await get('/users/6');
    await usual.spanNamed('GET /users/:id');
    expect(tree()).toBe('GET\n');
  });
});
