import { describe, expect, it } from 'vitest';
import { drawTrace } from './draw-trace.ts';
import { renderTraceLine } from './render-trace-line.ts';

const DRAWING = `
  frontend GET /api/profiles/:id   ========
    user GET /users/:id              =====
      profile GET /profiles/:id       ===
`;

describe('renderTraceLine()', () => {
  it('tells a trace in one line, with the services it went through', () => {
    expect(renderTraceLine(drawTrace(DRAWING), { width: 120 })).toBe(
      '11:00:00.000  4bf92f35  8.00 ms    3 spans       frontend GET /api/profiles/:id            → user, profile',
    );
  });

  it('counts errors, and leaves the services out where there is no room', () => {
    const trace = drawTrace(DRAWING, { 'GET /users/:id': { status: 'error' } });
    expect(renderTraceLine(trace, { width: 80 })).toBe(
      '11:00:00.000  4bf92f35  8.00 ms    3 spans  ✗ 1  frontend GET /api/profiles/:id',
    );
    expect(renderTraceLine(trace, { width: 60, ascii: true })).toBe(
      '11:00:00.000  4bf92f35  8.00 ms    3 spans  x 1  frontend...',
    );
  });

  it('stays one line, whatever a span is called', () => {
    const trace = drawTrace(`shop a  ===`, { a: { name: 'GET\n\u001b[2J' } });
    expect(renderTraceLine(trace)).toBe('11:00:00.000  4bf92f35  3.00 ms     1 span       shop GET␊␛[2J');
  });
});
