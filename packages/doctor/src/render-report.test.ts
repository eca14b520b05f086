import { describe, expect, it } from 'vitest';
import { finding, type Report } from './finding.ts';
import { renderReport } from './render-report.ts';

const REPORT: Report = {
  place: 'the system of a test',
  checks: [
    { stage: 'made', name: 'settings', state: 'fine', says: 'of 10 services' },
    { stage: 'made', name: 'page view', state: 'wrong', says: 'frontend → user: 4 spans' },
    {
      stage: 'carried',
      name: 'OTLP/gRPC',
      state: 'skipped',
      says: 'port 4317 of collector is not published',
    },
  ],
  findings: [
    finding('trace-broken', {
      about: 'user → profile',
      evidence: 'a trace ends at user',
      change: 'let the caller write a format that profile reads, and instrument what it calls with',
      services: ['profile'],
    }),
  ],
};
const PLAIN = { width: 60, color: false, ascii: false };

describe('renderReport()', () => {
  it('shows what was looked at, then what is wrong with the one change', () => {
    expect(renderReport(REPORT, PLAIN).split('\n')).toEqual([
      "Tracewalk's doctor looks at the system of a test.",
      '',
      'Made: do the services make spans, and pass the context on?',
      '  ✓  settings   of 10 services',
      '  ✗  page view  frontend → user: 4 spans',
      '',
      'Carried: do spans reach where traces are kept?',
      '  ·  OTLP/gRPC  port 4317 of collector is not published',
      '',
      '✗ user → profile: the trace breaks between caller and callee',
      '  stage    made (trace-broken)',
      '  seen     a trace ends at user',
      '  change   let the caller write a format that profile reads,',
      '           and instrument what it calls with',
      '',
      'Traces are lost where they are made.',
    ]);
  });

  it('says the same without colour as with it', () => {
    const coloured = renderReport(REPORT, { ...PLAIN, color: true });
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderReport(REPORT, PLAIN));
  });

  it('takes ASCII alone where a terminal has nothing else', () => {
    expect(renderReport(REPORT, { ...PLAIN, ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('is short where all is well, and a note changes nothing', () => {
    const note = finding('restarted', {
      about: 'traces',
      evidence: 'gone',
      change: 'nothing',
      services: [],
      note: true,
    });
    const text = renderReport({ ...REPORT, findings: [note] }, PLAIN);
    expect(text.split('\n').at(-1)).toBe('Healthy: spans are made, carried and found.');
  });
});
