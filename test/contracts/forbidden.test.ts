import { buildTrace, microseconds, type Span, type SpanEvent } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { drawnSpans } from './drawn-trace.ts';
import { forbiddenInAnyTrace } from './forbidden.ts';

const GOOD = `
frontend SERVER GET /api/profiles/:id
  frontend CLIENT GET
    user SERVER GET /users/:id
`;

const faultsOf = (spans: Span[]): string[] => forbiddenInAnyTrace(buildTrace(spans));

/** The good trace with one of its spans changed. */
const changed = (index: number, change: Partial<Span>): Span[] =>
  drawnSpans(GOOD).map((span, each) => (each === index ? { ...span, ...change } : span));

const exception = (message: string): SpanEvent => ({
  name: 'exception',
  time: microseconds(1),
  attributes: { 'exception.type': 'Error', 'exception.message': message },
});

/** The good trace, in which these spans, e.g. `user SERVER`, have the same exception. */
const recording = (spans: readonly string[]): Span[] =>
  drawnSpans(GOOD).map((span) => ({
    ...span,
    events: spans.includes(`${span.service} ${span.kind}`) ? [exception('too late')] : [],
  }));

describe('what no trace may have', () => {
  it('is not in a good trace', () => {
    expect(faultsOf(drawnSpans(GOOD))).toEqual([]);
  });

  it('is a call as a root: the code that made it had no span', () => {
    expect(faultsOf(drawnSpans('frontend CLIENT GET'))).toEqual([`frontend's CLIENT span "GET" is a root.`]);
  });

  it('is an orphan: its parent was never exported', () => {
    const [root, , orphan] = drawnSpans(GOOD);
    const faults = faultsOf([root, orphan].filter((span) => span !== undefined));
    expect(faults).toEqual([expect.stringMatching(/^user's SERVER span "GET \/users\/:id" is an orphan/)]);
  });

  it.each([
    'GET /users/8d0f7a1e-22ad-4d3c-9f5e-0f3f8a2c9b11',
    'GET /users/17',
    'GET /users/17/runs',
    'process 4bf92f3577b34da6a3ce929d0e0e4736',
  ])('is an id in a name: %s', (name) => {
    expect(faultsOf(changed(2, { name }))).toEqual([`user's SERVER span "${name}" has an id in its name.`]);
  });

  it.each(['GET /users/:id', 'POST /v1/traces', 'SELECT user.users', 'process heads-to-event-display'])(
    'is not in the name %s',
    (name) => {
      expect(faultsOf(changed(2, { name }))).toEqual([]);
    },
  );

  it('is a line break in a name', () => {
    expect(faultsOf(changed(2, { name: 'SELECT\n1' }))).toEqual([
      String.raw`user's SERVER span "SELECT\n1" has a line break in its name.`,
    ]);
  });

  it('is a health check, whichever way it shows', () => {
    const byName = faultsOf(changed(2, { name: 'GET /healthz' }));
    expect(byName).toEqual([`user's SERVER span "GET /healthz" is of a health check.`]);
    const fault = `user's SERVER span "GET /users/:id" is of a health check.`;
    expect(faultsOf(changed(2, { attributes: { 'url.path': '/readyz' } }))).toEqual([fault]);
    expect(faultsOf(changed(2, { attributes: { 'http.route': '/healthz' } }))).toEqual([fault]);
  });

  it('is a demo.* attribute that is not registered, wherever it stands', () => {
    const attributes = { 'demo.unheard.of': 1 };
    const fault = `user's SERVER span "GET /users/:id" has demo.unheard.of, which is not in packages/telemetry/src/attributes.ts.`;
    const link = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), attributes };
    for (const change of [
      { attributes },
      { resource: attributes },
      { events: [{ name: 'cache', time: microseconds(1), attributes }] },
      { links: [link] },
    ]) {
      expect(faultsOf(changed(2, change))).toEqual([fault]);
    }
    expect(faultsOf(changed(2, { attributes: { 'demo.coin.side': 'heads' } }))).toEqual([]);
  });

  it('is an exception that is recorded twice on one span', () => {
    const events = [exception('too late'), exception('too late')];
    expect(faultsOf(changed(2, { events }))).toEqual([
      `user's SERVER span "GET /users/:id" has an exception that is recorded twice: Error: too late.`,
    ]);
    expect(faultsOf(changed(2, { events: [exception('too late'), exception('too soon')] }))).toEqual([]);
  });

  it('is not an exception that came through Zipkin, which does not say what it was', () => {
    const nameless = { name: 'exception', time: microseconds(1), attributes: {} };
    expect(faultsOf(changed(2, { events: [nameless, nameless] }))).toEqual([]);
  });

  it('is an exception that is recorded again further up in the same service', () => {
    expect(faultsOf(recording(['frontend SERVER', 'frontend CLIENT']))).toHaveLength(1);
    expect(faultsOf(recording(['frontend CLIENT', 'user SERVER']))).toEqual([]);
  });
});
