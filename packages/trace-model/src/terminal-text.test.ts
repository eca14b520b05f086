import { describe, expect, it } from 'vitest';
import { column, fit, safeText, textWidth } from './terminal-text.ts';

describe('safeText()', () => {
  it.each([
    ['a colour', 'GET \u001b[31m/', 'GET ␛[31m/'],
    ['a new line', 'GET\r\n/', 'GET␍␊/'],
    ['a C1 control sequence', 'GET \u009b31m', 'GET \ufffd31m'],
    ['a delete', 'a\u007fb', 'a␡b'],
    ['a change of direction', 'a\u202eb', 'a\ufffdb'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['a line separator', 'a\u2028b', 'a\ufffdb'],
  ])('shows %s instead of obeying it', (_what, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('leaves every script and emoji as it is', () => {
    const text = 'Größe 价格 цена 🚀 👩🏽‍🚀 é';
    expect(safeText(text)).toBe(text);
  });
});

describe('textWidth()', () => {
  it.each([
    ['GET /users', 10],
    ['├─ └╴━╸', 7],
    ['价格', 4],
    ['한국', 4],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['👩🏽‍🚀', 2],
    ['❤️', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['→…✗', 3],
    ['', 0],
  ])('gives %s %d columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('fit()', () => {
  it('leaves a text that fits alone', () => {
    expect(fit('GET /users', 10, '…')).toBe('GET /users');
  });

  it('cuts a text that does not, and says so', () => {
    expect(fit('GET /users', 6, '…')).toBe('GET /…');
    expect(fit('GET /users', 8, '...')).toBe('GET /...');
  });

  it('never cuts a character in two', () => {
    expect(fit('价格表', 4, '…')).toBe('价…');
    expect(fit('👩🏽‍🚀👩🏽‍🚀', 3, '…')).toBe('👩🏽‍🚀…');
  });

  it('gives nothing where not even the ellipsis fits', () => {
    expect(fit('GET', 2, '...')).toBe('');
  });
});

describe('column()', () => {
  it('takes exactly its width, with wide characters as well', () => {
    expect(column('价格表', 6, '…')).toBe('价格表');
    expect(column('价格表', 4, '…')).toBe('价… ');
    expect(column('GET', 5, '…')).toBe('GET  ');
  });
});
