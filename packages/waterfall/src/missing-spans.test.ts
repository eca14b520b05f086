import { buildTrace } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { drawSpans, drawTrace } from '../../trace-model/src/draw-trace.ts';
import { missingSpans } from './missing-spans.ts';

const CALL = {
  kind: 'CLIENT' as const,
  attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
};

describe('missingSpans()', () => {
  it('finds nothing missing in a whole trace', () => {
    const trace = drawTrace(
      `
      frontend GET /users     ========
        frontend GET           ======
          user GET /users/:id    ==
            user SELECT users    =
    `,
      { GET: CALL, 'SELECT users': { kind: 'CLIENT', attributes: { 'db.system.name': 'postgresql' } } },
    );
    expect(missingSpans(trace)).toEqual([]);
  });

  it('misses the parent of an orphan', () => {
    const [, orphan] = drawSpans(`
      browser GET            ====
        frontend GET /users   ==
    `);
    const trace = buildTrace(orphan ? [orphan] : []);
    expect(missingSpans(trace)).toEqual(['The span above frontend “GET /users” is missing.']);
  });

  it('misses who answered a call, but nobody behind a call that failed', () => {
    expect(missingSpans(drawTrace('user GET  ==', { GET: CALL }))).toEqual([
      'Who answered user “GET” is missing.',
    ]);
    const failed = { kind: 'CLIENT' as const, attributes: { 'http.request.method': 'GET' } };
    expect(missingSpans(drawTrace('user GET  ==', { GET: failed }))).toEqual([]);
  });

  it('misses who takes a message, unless nobody was to', () => {
    const sent = { kind: 'PRODUCER' as const };
    expect(missingSpans(drawTrace('server send runs  ==', { 'send runs': sent }))).toEqual([
      'Who takes what server sent with “send runs” is missing.',
    ]);
    const unmatched = { ...sent, attributes: { 'demo.trigger.matches': 0 } };
    expect(missingSpans(drawTrace('broker send default  =', { 'send default': unmatched }))).toEqual([]);
  });
});
