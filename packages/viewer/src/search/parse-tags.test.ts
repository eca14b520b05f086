import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTags, tagsFromAddress, tagText } from './parse-tags.ts';

test('tags are read as in logfmt', () => {
  expect(parseTags('http.method=GET  error db.statement="SELECT \\"a\\""')).toEqual({
    'http.method': 'GET',
    error: 'true',
    'db.statement': 'SELECT "a"',
  });
});

test('a colon parts as well as an equals sign, and a value may have either', () => {
  expect(parseTags('error:true url=http://a:80/?b=c')).toEqual({ error: 'true', url: 'http://a:80/?b=c' });
});

test('nothing is no tags', () => {
  expect(parseTags('')).toEqual({});
  expect(parseTags('  ')).toEqual({});
});

test('what cannot be read is named', () => {
  expect(() => parseTags('a=1 b="open')).toThrow('Cannot read the tags at "b="open": expected key=value');
  expect(() => parseTags('=x')).toThrow('at "=x"');
});

test('keys that objects know already are tags like others', () => {
  expect(Object.entries(parseTags('__proto__=1 constructor=2'))).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});

test('any tags survive being written and read', () => {
  const key = fc.stringMatching(/^[\w./-]+$/);
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'binary' }), { noNullPrototype: true }), (tags) => {
      expect(parseTags(tagText(tags))).toEqual(tags);
    }),
  );
});

test("Jaeger's JSON in an address becomes text to edit", () => {
  expect(tagsFromAddress('{"error":"true","a b":"c d"}')).toBe('error=true a b="c d"');
  expect(tagsFromAddress('error=true')).toBe('error=true');
  expect(tagsFromAddress('{"error"')).toBe('{"error"');
});
