import { describe, expect, it } from 'vitest';
import { exampleReport } from './example-report.ts';
import { renderHtml } from './html.ts';
import { renderReport } from './text.ts';
import { readThreshold } from './thresholds.ts';

const REPORT = exampleReport([5, 10, 400], {
  load: '<b>burst</b>',
  errors: 1,
  errorKinds: [{ kind: 'answered 500, not 200', step: 'GET /<script>', count: 1, traceId: 'abc' }],
});
const THRESHOLDS = [readThreshold('p99>100ms'), readThreshold('errors>50%')];

describe('the report as a page', () => {
  const html = renderHtml(REPORT, THRESHOLDS);

  it('needs nothing from elsewhere and has no scripts', () => {
    expect(html).not.toMatch(/<script|<link|<img|https?:\/\/(?!frontend:8080)|url\(/);
  });

  it('shows texts from outside as text', () => {
    expect(html).toContain('&#60;b&#62;burst');
    expect(html).toContain('GET /&#60;script&#62;');
  });

  it('has three plots with a title and a description', () => {
    expect(html.match(/<svg [^>]*role="img"/g)).toHaveLength(3);
    expect(html).toContain('p50 10.0 ms, p75 400 ms');
  });

  it('draws no line through what is not there', () => {
    expect(renderHtml(exampleReport([]), [])).not.toMatch(/NaN|Infinity/);
  });

  it('says which thresholds were missed', () => {
    expect(html).toContain('<th scope="row">p99&#62;100ms</th><td>400 ms</td><td><strong class="missed">yes');
    expect(html).toContain('<th scope="row">errors&#62;50%</th><td>33.3 %</td><td>no</td>');
  });
});

describe('the report as text', () => {
  it('says what was asked, answered, dropped and why it failed', () => {
    const text = renderReport(REPORT, THRESHOLDS);
    expect(text).toContain('asked      3 requests, 0.3/s');
    expect(text).toContain('errors     1, 33.3 %');
    expect(text).toMatch(/answered 500, not 200 +GET \/<script> +1 +abc/);
    expect(text).toMatch(/p99>100ms +400 ms +yes: this run fails/);
    expect(text).not.toContain('NaN');
  });
});
