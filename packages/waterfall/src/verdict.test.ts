import { describe, expect, it } from 'vitest';
import { drawTrace } from '../../trace-model/src/draw-trace.ts';
import { verdict } from './verdict.ts';

const ERROR = { status: 'error' } as const;

describe('verdict()', () => {
  it('names the service that the trace waited for longest', () => {
    const trace = drawTrace(`
      frontend GET /users/:id  ====================
        frontend GET            ==================
          user GET /users/:id     ===============
    `);
    expect(verdict(trace)).toEqual({
      kind: 'took',
      service: 'user',
      text: 'The largest part of the time went to user: 15.0 ms of 20.0 ms (75%)',
    });
  });

  it('tells the answer from what followed it', () => {
    const trace = drawTrace(`
      frontend POST /runs   ====
        server send runs     =
          drain process runs   ==============
    `);
    expect(verdict(trace)).toMatchObject({
      service: 'drain',
      text: 'Answered after 4.00 ms; what followed took 17.0 ms in all, the largest part of it in drain',
    });
  });

  it('names the failure that the others followed from, in the words of its span', () => {
    const trace = drawTrace(
      `
      frontend GET /users/:id  ==========
        user find               ========
          profile load            ====
    `,
      { 'GET /users/:id': ERROR, find: ERROR, load: { ...ERROR, statusMessage: 'the disk is full' } },
    );
    expect(verdict(trace)).toEqual({
      kind: 'failed',
      service: 'profile',
      text: 'profile failed in “load”: the disk is full',
    });
  });

  it('says whom a call did not reach, where nobody at its other end has a span', () => {
    const call = {
      ...ERROR,
      kind: 'CLIENT' as const,
      attributes: { 'server.address': '127.0.0.1', 'server.port': 8082 },
      events: [
        { name: 'exception', time: 0 as never, attributes: { 'exception.message': 'connect ECONNREFUSED' } },
      ],
    };
    const trace = drawTrace(
      `
      user GET /users/:id  ======
        user GET            ====
    `,
      { GET: call },
    );
    expect(verdict(trace).text).toBe('user got no good answer from 127.0.0.1:8082: connect ECONNREFUSED');
  });

  it('says what was answered where nothing else is said', () => {
    const trace = drawTrace('user GET  ==', {
      GET: { ...ERROR, attributes: { 'http.response.status_code': 503 } },
    });
    expect(verdict(trace).text).toBe('user failed in “GET”: answered 503');
  });

  it('takes no answer of 4xx for a failure: what was asked for was not there', () => {
    const refused = { ...ERROR, kind: 'CLIENT' as const, attributes: { 'http.response.status_code': 404 } };
    expect(verdict(drawTrace('user GET  ==', { GET: refused })).kind).toBe('took');
  });

  it('has something to say of a trace without any duration', () => {
    expect(verdict(drawTrace('user GET  |')).text).toBe(
      'The largest part of the time went to : 0 us of 0 us',
    );
  });
});
