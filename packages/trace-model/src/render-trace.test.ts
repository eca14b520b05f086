import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrace } from './build-trace.ts';
import { DRAWN_AT, drawTrace, emptySpan } from './draw-trace.ts';
import { microseconds } from './microseconds.ts';
import { renderTrace, type RenderOptions } from './render-trace.ts';
import type { Span } from './span.ts';
import { textWidth } from './terminal-text.ts';

const came = (format: string, by: string): Partial<Span> => ({
  attributes: { 'internal.span.format': by, ...(format && { 'demo.propagation.format': format }) },
});

/** The request story, with a failing query and a consumer that goes on after the answer. */
const REQUEST = drawTrace(
  `
  frontend GET /api/profiles/:id      ==============================
    frontend GET                       ====================
      user GET /users/:id               ==================
        user SELECT users.users          ====
        user POST                             ============
          profile GET /profiles/:id            =========
            profile load profile                ======
    frontend publish                                           =
      drain process runs                                         ======
  `,
  {
    'GET /api/profiles/:id': {
      ...came('', 'otlp-http'),
      kind: 'SERVER',
      status: 'error',
      statusMessage: 'no user',
    },
    GET: came('', 'otlp-http'),
    publish: came('', 'otlp-http'),
    POST: came('', 'otlp-http'),
    'GET /users/:id': came('tracecontext', 'otlp-http'),
    'SELECT users.users': { ...came('', 'otlp-http'), status: 'error', statusMessage: 'Cannot\nconnect' },
    'GET /profiles/:id': came('b3multi', 'zipkin'),
    'load profile': came('', 'zipkin'),
    'process runs': {
      ...came('tracecontext', 'otlp-grpc'),
      kind: 'CONSUMER',
      links: [
        { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '0000000000000008', attributes: {} },
        { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7', attributes: {} },
      ],
    },
  },
);

/** What is printed, set in for the snapshot. */
const lines = (rendered: string): string => `\n${rendered.replaceAll(/^/gm, '    ')}\n`;

describe('renderTrace()', () => {
  it('draws a trace in 120 columns', () => {
    expect(lines(renderTrace(REQUEST, { width: 120 }))).toMatchInlineSnapshot(`
      "
          trace 4bf92f3577b34da6a3ce929d0e0e4736  2026-11-21 11:00:00.000 UTC
          33.0 ms (root 30.0 ms) · 9 spans · 4 services · ✗ 2 errors
          
          service   span                                     0                                         33.0 ms     took  arrived
          frontend  GET /api/profiles/:id                    ━╾─────────────────────────────━━━━━━─╼━━━━━╸      30.0 ms  OTLP/HTTP
                    │  ✗ error: no user
          frontend  ├─ GET                                    ━━──────────────────────────╼━                    20.0 ms  OTLP/HTTP
          user      │  └─ tracecontext → GET /users/:id        ╺━╾─────━━─────────────────╴                     18.0 ms  OTLP/HTTP
          user      │     ├─ SELECT users.users                  ━━━━━━╸                                        4.00 ms  OTLP/HTTP
                    │     │     ✗ error: Cannot␊connect
          user      │     └─ POST                                       ╺━╾────────────╼━━╸                     12.0 ms  OTLP/HTTP
          profile   │        └─ b3multi → GET /profiles/:id               ━━────────╼━━╸                        9.00 ms  Zipkin
          profile   │           └─ load profile                            ╺━━━━━━━━━                           6.00 ms  Zipkin
          frontend  └─ publish                                                                    ━╸            1.00 ms  OTLP/HTTP
          drain        └─ tracecontext → process runs                                                ━━━━━━━━━  6.00 ms  OTLP/gRPC
                             ↳ link to frontend publish, its parent
                             ↳ link to trace 0af7651916cd43dd8448eb211c80319c
          
          ━ the span itself at work   ─ its children   b3 → format of the context it came with
      "
    `);
  });

  it('draws it in 80 columns', () => {
    expect(lines(renderTrace(REQUEST, { width: 80 }))).toMatchInlineSnapshot(`
      "
          trace 4bf92f3577b34da6a3ce929d0e0e4736  2026-11-21 11:00:00.000 UTC
          33.0 ms (root 30.0 ms) · 9 spans · 4 services · ✗ 2 errors
          
          service   span                                0      33.0 ms     took  arrived
          frontend  GET /api/profiles/:id               ╾───────╼━╾━╸   30.0 ms  OTLP/HTTP
                    │ ✗ error: no user
          frontend  ├╴GET                               ━───────━       20.0 ms  OTLP/HTTP
          user      │ └╴tracecontext → GET /users/:id   ╺╾╼╾────╴       18.0 ms  OTLP/HTTP
          user      │   ├╴SELECT users.users             ━━             4.00 ms  OTLP/HTTP
                    │   │   ✗ error: Cannot␊connect
          user      │   └╴POST                             ━───╼╸       12.0 ms  OTLP/HTTP
          profile   │     └╴b3multi → GET /profiles/:…     ╺──╼╸        9.00 ms  Zipkin
          profile   │       └╴load profile                  ━━━         6.00 ms  Zipkin
          frontend  └╴publish                                     ╺     1.00 ms  OTLP/HTTP
          drain       └╴tracecontext → process runs                ━━━  6.00 ms  OTLP/gRPC
                          ↳ link to frontend publish, its parent
                          ↳ link to trace 0af7651916cd43dd8448eb211c80319c
          
          ━ the span itself at work   ─ its children
          b3 → format of the context it came with
      "
    `);
  });

  it('draws it with ASCII alone', () => {
    const rendered = renderTrace(REQUEST, { width: 100, ascii: true });
    expect(lines(rendered)).toMatchInlineSnapshot(`
      "
          trace 4bf92f3577b34da6a3ce929d0e0e4736  2026-11-21 11:00:00.000 UTC
          33.0 ms (root 30.0 ms) - 9 spans - 4 services - x 2 errors
          
          service   span                                  0                        33.0 ms     took  arrived
          frontend  GET /api/profiles/:id                 =-------------------====-====     30.0 ms  OTLP/HTTP
                    | x error: no user
          frontend  |-GET                                 ==-----------------==             20.0 ms  OTLP/HTTP
          user      | \`-tracecontext -> GET /users/:id     ==---==------------              18.0 ms  OTLP/HTTP
          user      |   |-SELECT users.users                =====                           4.00 ms  OTLP/HTTP
                    |   |   x error: Cannot?connect
          user      |   \`-POST                                   ==--------===              12.0 ms  OTLP/HTTP
          profile   |     \`-b3multi -> GET /profiles/:id          ==-----===                9.00 ms  Zipkin
          profile   |       \`-load profile                         =======                  6.00 ms  Zipkin
          frontend  \`-publish                                                     =         1.00 ms  OTLP/HTTP
          drain       \`-tracecontext -> process runs                                ======  6.00 ms  OTLP/gRPC
                          ^ link to frontend publish, its parent
                          ^ link to trace 0af7651916cd43dd8448eb211c80319c
          
          = the span itself at work   - its children   b3 -> format of the context it came with
      "
    `);
    expect(rendered).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('marks orphans, clocks that disagree, and what else is odd', () => {
    const trace = drawTrace(
      `
      shop GET /cart           ======
        stock GET /items  ===
      shop lost                  ==
      `,
      { lost: { parentSpanId: '00000000000000ff', warnings: ['it has no start time'] } },
    );
    expect(lines(renderTrace(trace, { width: 80 }))).toMatchInlineSnapshot(`
      "
          trace 4bf92f3577b34da6a3ce929d0e0e4736  2026-11-21 11:00:00.000 UTC
          11.0 ms (root 6.00 ms) · 3 spans · 2 services · no errors
          
          service  span          0                                        11.0 ms     took
          shop     GET /cart                          ╺━━━━━━━━━━━━━━━━━━━━━━━━━━  6.00 ms
          stock    └╴GET /items  ━━━━━━━━━━━━━                                     3.00 ms
                       ! clocks disagree: it starts 5.00 ms before its parent
          shop     lost                                        ╺━━━━━━━━╸          2.00 ms
                     ! its parent 00000000000000ff is missing
          ! shop lost: it has no start time
          
          ━ the span itself at work   ─ its children
      "
    `);
  });

  it('says nothing about arrival when the backend does not', () => {
    const trace = drawTrace(`shop GET /cart  ===`);
    expect(renderTrace(trace)).not.toContain('arrived');
    expect(renderTrace(trace)).toContain('1 span · 1 service · no errors');
  });

  it('says the same with colour and without', () => {
    const painted = renderTrace(REQUEST, { width: 120, color: true });
    expect(painted).toContain('\u001b[31m✗ error: no user\u001b[39m');
    // oxlint-disable-next-line no-control-regex -- colours are control sequences
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderTrace(REQUEST, { width: 120 }));
  });

  it('shows what a terminal would obey instead of sending it there', () => {
    const evil = '\u001b]0;owned\u0007\u001b[2JGET\n/';
    const trace = drawTrace(`shop a  ===`, {
      a: {
        name: evil,
        service: evil,
        status: 'error',
        statusMessage: evil,
        warnings: [evil],
        ...came(evil, evil),
      },
    });
    const rendered = renderTrace(trace, { width: 200 });
    expect(rendered).toContain('␛]0;owned␇␛[2JGET␊/');
    // oxlint-disable-next-line no-control-regex -- none of them may be there
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('keeps columns straight beside wide characters', () => {
    const spans = ['商店 查询价格', 'shop 🚀 launch', 'shop plain'].map((text, index) => {
      const [service = '', ...name] = text.split(' ');
      const span = emptySpan(id(index + 1), index === 0 ? undefined : id(1));
      return { ...span, service, name: name.join(' '), duration: microseconds(1_000) };
    });
    const rows = renderTrace(buildTrace(spans), { width: 80 }).split('\n').slice(4, 7);
    const barAt = rows.map((row) => textWidth(row.slice(0, row.search(/[━─]{3}/))));
    expect(barAt).toEqual([23, 23, 23]);
    expect(rows.map(textWidth)).toEqual([80, 80, 80]);
  });

  it('ends the indentation where the name would have no room, and prints the depth', () => {
    const chain = Array.from({ length: 30 }, (_, index) => ({
      ...emptySpan(id(index + 1), index === 0 ? undefined : id(index)),
      service: 'shop',
      name: `call ${index}`,
    }));
    const rendered = renderTrace(buildTrace(chain), { width: 120 });
    expect(rendered).toContain('└─ [29] call 29');
    expect(rendered).toContain('[n] depth');
    expect(rendered).not.toContain('[12] call');
    expect(rendered).toContain(`${'   '.repeat(11)}└─ call 12`);
  });

  it('draws the failed and the longest of very many spans, and sums up the rest', () => {
    const queries = Array.from({ length: 2_000 }, (_, index) => ({
      ...emptySpan(id(index + 2), id(1)),
      service: 'shop',
      name: index % 2 === 0 ? 'SELECT items' : 'SELECT prices',
      start: microseconds(DRAWN_AT + index),
      duration: microseconds(index === 1_000 ? 50 : 1),
      ...(index === 1_500 && ({ status: 'error', statusMessage: 'deadlock' } as const)),
    }));
    const root = { ...emptySpan(id(1)), service: 'shop', name: 'GET /report', duration: microseconds(2_000) };
    const rendered = renderTrace(buildTrace([root, ...queries]), { width: 100 });
    expect(rendered).toContain('2001 spans');
    expect(rendered).toContain('✗ error: deadlock');
    expect(rendered).toMatch(/SELECT items .* 50 us/);
    expect(rendered).toContain('└╴… 1900 more: 951 × SELECT prices, 949 × SELECT items');
    expect(rendered.split('\n').length).toBeLessThan(120);
  });

  it('stops after 500 spans of a chain, and says how many are left', () => {
    const chain = Array.from({ length: 5_000 }, (_, index) =>
      emptySpan(id(index + 1), index === 0 ? undefined : id(index)),
    );
    expect(renderTrace(buildTrace(chain))).toContain('… 4500 more spans are not drawn');
  });

  it('keeps within the width, and shows every span, whatever the trace', () => {
    fc.assert(
      fc.property(fc.array(wildSpan, { minLength: 1, maxLength: 25 }), options, (spans, look) => {
        const trace = buildTrace(spans);
        const rendered = renderTrace(trace, look).split('\n');
        for (const line of rendered) expect(textWidth(line)).toBeLessThanOrEqual(look.width ?? 100);
        for (const { span } of trace.nodes)
          expect(rendered.some((line) => line.startsWith(span.service))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

const id = (value: number): string => value.toString(16).padStart(16, '0');

const options: fc.Arbitrary<RenderOptions> = fc.record({
  width: fc.integer({ min: 60, max: 240 }),
  ascii: fc.boolean(),
});

const wildSpan: fc.Arbitrary<Span> = fc
  .record({
    own: fc.nat(20),
    parent: fc.option(fc.nat(22)),
    start: fc.nat(1_000),
    duration: fc.nat(3_000_000),
    name: fc.string({ unit: 'binary', maxLength: 60 }),
    status: fc.constantFrom('error' as const, 'ok' as const),
    format: fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__')),
  })
  .map(({ own, parent, start, duration, name, status, format }) => ({
    ...emptySpan(id(own), parent === null ? undefined : id(parent)),
    name,
    status,
    statusMessage: name,
    service: `service-${own}`,
    start: microseconds(start),
    duration: microseconds(duration),
    attributes: { 'internal.span.format': format, 'demo.propagation.format': name },
    warnings: [name],
    links: [{ traceId: 'f'.repeat(32), spanId: id(own), attributes: {} }],
  }));
