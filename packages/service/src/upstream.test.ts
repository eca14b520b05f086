import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import type { Problem } from './problem.ts';
import { callUpstream } from './upstream.ts';

describe('callUpstream', () => {
  let server: Server | undefined;

  beforeEach(clearSpans);
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const upstream = async (answer: (response: ServerResponse) => void) => {
    server = createServer((_request, response) => answer(response));
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const call = async (answer: (response: ServerResponse) => void, deadline?: number) =>
    callUpstream({ service: 'profile', url: await upstream(answer), deadline });
  const problem = (answer: (response: ServerResponse) => void, deadline?: number) =>
    call(answer, deadline).then(
      () => expect.fail('there was an answer'),
      (error: Problem) => error,
    );

  it('returns what was answered, with its CLIENT span', async () => {
    const { status, headers, body } = await call((response) => {
      response.writeHead(200, { 'x-cache': 'hit' }).end('{"name":"Ada"}');
    });

    expect([status, headers.get('x-cache'), body]).toEqual([200, 'hit', { name: 'Ada' }]);
    expect((await spanNamed('GET')).attributes['http.response.status_code']).toBe(200);
  });

  it('leaves a 4xx for the caller to judge, and an empty answer undefined', async () => {
    expect(await call((response) => response.writeHead(404).end('{"title":"Not Found"}'))).toMatchObject({
      status: 404,
      body: { title: 'Not Found' },
    });
    expect((await call((response) => response.writeHead(204).end())).body).toBeUndefined();
  });

  it('makes a 502 of a 5xx, whatever its body', async () => {
    expect(await problem((response) => response.writeHead(500).end('<h1>secret</h1>'))).toMatchObject({
      status: 502,
      message: 'Cannot answer: profile failed with 500',
      extensions: { upstream: 'profile', upstreamStatus: 500 },
    });
  });

  it('makes a 502 of no connection, with the reason and the cause', async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    const error = await callUpstream({ service: 'profile', url }).catch((thrown: Problem) => thrown);

    expect(error).toMatchObject({
      status: 502,
      message: 'Cannot answer: profile could not be reached (ECONNREFUSED)',
      cause: expect.any(TypeError),
    });
  });

  it('makes a 502 of a connection that breaks within the answer', async () => {
    const error = await problem((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    });
    expect(error.status).toBe(502);
  });

  it('makes a 504 of no answer within the deadline', async () => {
    expect(await problem(() => undefined, 50)).toMatchObject({
      status: 504,
      message: 'Cannot answer: profile did not answer within 50 ms',
      extensions: { upstream: 'profile' },
    });
  });

  it('makes a 504 of an answer that begins but does not end within the deadline', async () => {
    expect((await problem((response) => response.writeHead(200).write('{'), 50)).status).toBe(504);
  });

  it('refuses an answer of more than a megabyte', async () => {
    const answer = JSON.stringify('x'.repeat(1_100_000));
    expect(await problem((response) => response.end(answer))).toMatchObject({
      status: 502,
      message: 'Cannot answer: profile answered with more than 1048576 bytes',
    });
  });

  it('refuses an answer that is not JSON, without quoting it', async () => {
    expect(await problem((response) => response.end('hunter2'))).toMatchObject({
      status: 502,
      message: 'Cannot answer: profile answered with something that is not JSON',
    });
  });

  it('follows no redirect: it would lead out of the system', async () => {
    const error = await problem((response) =>
      response.writeHead(302, { location: 'http://example.com/' }).end(),
    );
    expect(error).toMatchObject({ status: 502, message: 'Cannot answer: profile failed with 302' });
  });

  it('sends a body as JSON', async () => {
    const url = await upstream(() => undefined);
    const received = new Promise<string>((resolve) => {
      server?.once('request', (request, response) => {
        request.on('data', (data) => {
          resolve(`${request.method} ${request.headers['content-type']} ${data}`);
          response.end();
        });
      });
    });
    await callUpstream({ service: 'server', url, method: 'POST', body: { a: 1 } });
    expect(await received).toBe('POST application/json {"a":1}');
  });
});
