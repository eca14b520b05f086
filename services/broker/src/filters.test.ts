import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filter, legacyAttributes } from './filters.ts';

const EVENT = { id: '1', source: '/s', type: 'com.github.push', count: 7, ok: true };

describe('a filter', () => {
  it.each<[unknown, boolean]>([
    [{ exact: { type: 'com.github.push' } }, true],
    [{ exact: { type: 'com.github' } }, false],
    [{ exact: { type: 'COM.GITHUB.PUSH' } }, false],
    [{ exact: { type: 'com.github.push', source: '/s' } }, true],
    [{ exact: { type: 'com.github.push', source: '/other' } }, false],
    [{ exact: { count: '7' } }, true],
    [{ exact: { ok: 'true' } }, true],
    [{ exact: { missing: 'x' } }, false],
    [{ exact: { constructor: 'x' } }, false],
    [{ prefix: { type: 'com.' } }, true],
    [{ prefix: { type: 'github' } }, false],
    [{ prefix: { type: 'com.', source: '/x' } }, false],
    [{ prefix: { missing: 'x' } }, false],
    [{ suffix: { type: '.push' } }, true],
    [{ suffix: { type: 'com.' } }, false],
    [{ suffix: { missing: 'x' } }, false],
    [{ all: [{ prefix: { type: 'com.' } }, { suffix: { type: '.push' } }] }, true],
    [{ all: [{ prefix: { type: 'com.' } }, { suffix: { type: '.pull' } }] }, false],
    [{ any: [{ prefix: { type: 'org.' } }, { suffix: { type: '.push' } }] }, true],
    [{ any: [{ prefix: { type: 'org.' } }, { suffix: { type: '.pull' } }] }, false],
    [{ not: { exact: { type: 'com.github.push' } } }, false],
    [{ not: { exact: { type: 'another' } } }, true],
    [{ not: { exact: { missing: 'x' } } }, true],
    [{ not: { any: [{ all: [{ not: { prefix: { type: 'com.' } } }] }] } }, true],
    [{ cesql: `type LIKE 'com.%' AND count > 5` }, true],
    [{ cesql: `type LIKE 'org.%'` }, false],
    [{ cesql: `missing = 'x'` }, false],
    [{ cesql: `missing != 'x'` }, false],
    // Only a boolean passes, and no error may come along with it.
    [{ cesql: `'true'` }, false],
    [{ cesql: '1' }, false],
    [{ cesql: `INT('x') = 0` }, false],
  ])('%j lets the event through: %j', (given, passes) => {
    expect(filter.parse(given)(EVENT)).toBe(passes);
  });

  it.each<[unknown, string]>([
    [{}, 'expected one dialect of exact, prefix, suffix, all, any, not, cesql; found none'],
    [{ exact: { type: 'a' }, prefix: { type: 'b' } }, 'found exact, prefix'],
    [{ exakt: { type: 'a' } }, 'Unrecognized key: "exakt"'],
    [{ exact: {} }, 'expected at least one attribute'],
    [{ exact: { Type: 'a' } }, 'only a-z and 0-9 may be in it'],
    [{ prefix: { type: '' } }, 'expected text to compare with'],
    [{ all: [] }, 'expected at least one filter'],
    [{ any: [{ exact: { type: 'a' } }, {}] }, 'expected one dialect'],
    [{ not: [] }, 'expected object'],
    [{ cesql: 'type =' }, 'Cannot parse CESQL expression "type =": expected a value, found the end'],
    [{ cesql: 'LEN(type) > 3' }, 'there is no function LEN with 1 argument'],
  ])('%j is refused', (given, state) => {
    const result = filter.safeParse(given);
    expect(result.success ? '' : z.prettifyError(result.error)).toContain(state);
  });
});

describe('the legacy filter.attributes', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ type: 'com.github.push' }, true],
    [{ type: 'com.github.push', source: '/s' }, true],
    [{ type: 'com.github.push', source: '/other' }, false],
    [{ type: '' }, true],
    [{ missing: '' }, false],
    [{ missing: 'x' }, false],
  ])('%j lets the event through: %j', (given, passes) => {
    expect(legacyAttributes.parse(given)(EVENT)).toBe(passes);
  });
});
