import { describe, expect, it } from 'vitest';
import { html, toText } from './html.ts';

describe('html``', () => {
  it('makes text of every value, so that none can become an element or end an attribute', () => {
    const hostile = `"><script>alert('1')</script>&`;
    expect(toText(html`<p title="${hostile}">${hostile}</p>`)).not.toMatch(/<script|'|"><|&(?!#)/);
    expect(toText(html`${'<b>&"\'</b>'}`)).toBe('&#60;b&#62;&#38;&#34;&#39;&#60;/b&#62;');
  });

  it('keeps what it has made itself, one or many', () => {
    const items = ['a', '<'].map((each) => html`<i>${each}</i>`);
    expect(toText(html`<b>${items}</b>`)).toBe('<b><i>a</i><i>&#60;</i></b>');
  });

  it('leaves out what is not there, but not a zero', () => {
    expect(toText(html`<p>${undefined}${null}${false}${0}${''}</p>`)).toBe('<p>0</p>');
  });

  it('takes nothing for its own that only looks like it', () => {
    const forged = JSON.parse('{"Symbol(made by html``)":"<b>"}') as string[];
    expect(() => toText(html`${forged}`)).toThrow('map');
  });
});
