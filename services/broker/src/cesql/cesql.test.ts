/**
 * CESQL case by case. The cases of the public conformance kit (cloudevents/spec, cesql/cesql_tck) are all here, re-told;
 * where its drafts contradict each other, CESQL 1.0.0 decides.
 */
import { describe, expect, it } from 'vitest';
import { type Attributes, evaluate } from './evaluate.ts';
import { parseCesql } from './parse.ts';
import type { CesqlError, Value } from './values.ts';

const EVENT: Attributes = { specversion: '1.0', id: 'one', source: '/test', type: 'test.happened' };

/** expression, value, error, attributes of the event. */
type Case = [string, Value, CesqlError['kind']?, Attributes?];

function cases(what: string, all: Case[]): void {
  describe(`CESQL: ${what}`, () => {
    it.each(all)('%s is %j', (text, value, error, attributes) => {
      const result = evaluate(parseCesql(text).expression, { ...EVENT, ...attributes });
      expect([result.value, result.error?.kind]).toEqual([value, error]);
      expect(result.error?.message ?? 'Cannot').toMatch(/^Cannot/);
    });
  });
}

cases('a literal', [
  ['TRUE', true],
  ['tRuE', true],
  ['FALSE', false],
  ['false', false],
  ['0', 0],
  ['1', 1],
  ['007', 7],
  ['-0', 0],
  ['+5', 5],
  ['2147483647', 2_147_483_647],
  ['-2147483648', -2_147_483_648],
  [`'abc'`, 'abc'],
  [`"abc"`, 'abc'],
  [`'aBc'`, 'aBc'],
  [`''`, ''],
  [`'a"b\\'c'`, `a"b'c`],
  [`"a'b\\"c"`, `a'b"c`],
  [`'a\\"b'`, 'a\\"b'],
  [`'a\\nb'`, 'a\\nb'],
  [`'ends in \\\\'`, 'ends in \\\\'],
  [`'two\nlines'`, 'two\nlines'],
  [`'AND'`, 'AND'],
]);

cases('an attribute', [
  ['id', 'myId', undefined, { id: 'myId' }],
  ['specversion', '1.0'],
  ['subject', 'mySubject', undefined, { subject: 'mySubject' }],
  ['subject', false, 'missingAttribute'],
  ['subject', false, 'missingAttribute', { subject: undefined }],
  ['mybool', true, undefined, { mybool: true }],
  ['myint', 10, undefined, { myint: 10 }],
  ['myint', '4294967296', undefined, { myint: 4_294_967_296 }],
  ['myext', 'my extension', undefined, { myext: 'my extension' }],
  ['source', 'http://localhost/source', undefined, { source: 'http://localhost/source' }],
  ['time', '2018-04-26T14:48:09+02:00', undefined, { time: '2018-04-26T14:48:09+02:00' }],
  ['123abc', 'digits first', undefined, { '123abc': 'digits first' }],
  ['left', 'no function', undefined, { left: 'no function' }],
  ['constructor', false, 'missingAttribute'],
  ['EXISTS id', true],
  ['exists subject', true, undefined, { subject: 'Francesco Guardiani' }],
  ['EXISTS subject', false],
  ['NOT EXISTS subject', true],
  ['EXISTS constructor', false],
]);

cases('an arithmetic operator', [
  ['4 * 2 + 4 / 2', 10],
  ['4 * (2 + 4) / 2', 12],
  ['2 + 3 * 4', 14],
  ['10 - 4 - 3', 3],
  ['100 / 10 / 5', 2],
  ['7 % 4 * 2', 6],
  ['(TRUE)', true],
  ['4 * (2 + 3)', 20],
  ['(2 + 3) * 4', 20],
  ['5 / 3', 1],
  ['-5 / 3', -1],
  ['5 / -3', -1],
  ['-1 / 3', 0],
  ['5 % 2', 1],
  ['-5 % 2', -1],
  ['5 % -2', 1],
  ['-4 % 2', 0],
  ['5 / 0', 0, 'math'],
  ['5 % 0', 0, 'math'],
  ['missing / 0', 0, 'missingAttribute'],
  ['missing % 0', 0, 'missingAttribute'],
  ['1 / missing', 0, 'missingAttribute'],
  ['missing * 5', 0, 'missingAttribute'],
  ['4 + 1', 5],
  ['-4 + 1', -3],
  ['-4 + -1', -5],
  ['4 + -1', 3],
  ['4 - 1', 3],
  ['4-1', 3],
  ['4 -1', 3],
  ['-4 - 1', -5],
  ['4 - -1', 5],
  [`'5' + 3`, 8],
  [`5 + '3'`, 8],
  [`'5' + '3'`, 8],
  [`'+5' + '-3'`, 2],
  ['5 + TRUE', 6],
  [`'5avc4' + 10`, 0, 'cast'],
  [`'' + 1`, 0, 'cast'],
  [`' 5' + 1`, 0, 'cast'],
  [`'2147483648' + 0`, 0, 'cast'],
  ['2147483647 + 1', 0, 'math'],
  ['-2147483648 - 1', 0, 'math'],
  ['65536 * 65536', 0, 'math'],
  ['-2147483648 / -1', 0, 'math'],
  ['-2147483648 % -1', 0],
  ['2147483647 * 1', 2_147_483_647],
  ['hop + 1', 6, undefined, { hop: '5' }],
]);

cases('the minus operator', [
  ['-10', -10],
  ['--10', 10],
  ['- 10', -10],
  ['---10', -10],
  [`-'10'`, -10],
  [`--'10'`, 10],
  ['-TRUE', -1],
  ['-FALSE', 0],
  ['-missing', 0, 'missingAttribute'],
  [`-'ten'`, 0, 'cast'],
  ['--2147483648', 0, 'math'],
  ['-(2 + 3)', -5],
]);

cases('the NOT operator', [
  ['NOT TRUE', false],
  ['NOT FALSE', true],
  [`NOT 'TRUE'`, false],
  [`NOT 'FALSE'`, true],
  ['NOT 10', false],
  ['NOT 0', true],
  [`NOT 'abc'`, false, 'cast'],
  ['NOT missing', false, 'missingAttribute'],
  ['NOT NOT TRUE', true],
  // NOT binds tighter than a comparison: this compares `false` with `false`.
  ['NOT TRUE = FALSE', true],
  ['NOT (TRUE = FALSE)', true],
  ['NOT 1 = 2', false],
]);

cases('a comparison', [
  ['TRUE = FALSE', false],
  ['FALSE = FALSE', true],
  ['1 = 2', false],
  ['2 = 2', true],
  [`'abc' = '123'`, false],
  [`'abc' = 'abc'`, true],
  [`'abc' = 'ABC'`, false],
  ['missing = 2', false, 'missingAttribute'],
  ['2 = missing', false, 'missingAttribute'],
  [`missing = ''`, false, 'missingAttribute'],
  ['TRUE != FALSE', true],
  ['FALSE != FALSE', false],
  ['1 != 2', true],
  ['2 != 2', false],
  [`'abc' != '123'`, true],
  [`'abc' != 'abc'`, false],
  ['missing != 2', false, 'missingAttribute'],
  ['TRUE <> FALSE', true],
  ['FALSE <> FALSE', false],
  ['1 <> 2', true],
  ['2 <> 2', false],
  [`'abc' <> '123'`, true],
  [`'abc' <> 'abc'`, false],
  ['missing <> 2', false, 'missingAttribute'],
  ['2 <= 2', true],
  ['3 <= 2', false],
  ['1 < 2', true],
  ['2 < 2', false],
  ['2 >= 2', true],
  ['2 >= 3', false],
  ['2 > 1', true],
  ['2 > 2', false],
  ['-2 < 1', true],
  ['missing <= 2', false, 'missingAttribute'],
  ['2 > missing', false, 'missingAttribute'],
  // The right side says how the left one is read.
  [`true = 'TRUE'`, false],
  [`TRUE = 'true'`, true],
  [`'TRUE' = true`, true],
  [`TRUE = "true" AND FALSE = "false"`, true],
  [`TRUE = "TRUE" OR FALSE = "FALSE"`, false],
  ['TRUE = 1', true],
  ['100 = TRUE', true],
  [`'0005' = 5`, true],
  [`5 = '0005'`, false],
  [`'abc' = 5`, false, 'cast'],
  [`'abc' != 5`, false, 'cast'],
  [`'abc' < 5`, false, 'cast'],
  [`'10' > '9'`, true],
  ['1 < 2 = TRUE', true],
]);

cases('a logical operator', [
  ['FALSE AND FALSE', false],
  ['FALSE AND TRUE', false],
  ['TRUE AND FALSE', false],
  ['TRUE AND TRUE', true],
  ['false and (1 != 1 / 0)', false],
  ['true and (1 != 1 / 0)', false, 'math'],
  ['FALSE OR FALSE', false],
  ['FALSE OR TRUE', true],
  ['TRUE OR FALSE', true],
  ['TRUE OR TRUE', true],
  ['true or (1 != 1 / 0)', true],
  ['false or (1 != 1 / 0)', false, 'math'],
  ['FALSE XOR FALSE', false],
  ['FALSE XOR TRUE', true],
  ['TRUE XOR FALSE', true],
  ['TRUE XOR TRUE', false],
  ['TRUE XOR missing', false, 'missingAttribute'],
  ['FALSE AND missing', false],
  ['TRUE OR missing', true],
  ['missing OR TRUE', false, 'missingAttribute'],
  ['missing AND FALSE', false, 'missingAttribute'],
  [`true AND (missing = "")`, false, 'missingAttribute'],
  [`'true' AND 1`, true],
  [`TRUE AND 'abc'`, false, 'cast'],
  // The three are alike, so they are grouped from the left.
  ['TRUE OR FALSE AND FALSE', false],
  ['TRUE OR (FALSE AND FALSE)', true],
  ['TRUE OR TRUE XOR TRUE', false],
  ['1 = 1 AND 2 = 2', true],
]);

cases('the LIKE operator', [
  [`'abc' LIKE 'abc'`, true],
  [`'ab\\c' LIKE 'ab\\c'`, true],
  [`'abc' NOT LIKE 'abc'`, false],
  [`'abc' LIKE 'aBc'`, false],
  [`'abc' LIKE 'a%b%c'`, true],
  [`'azbc' LIKE 'a%b%c'`, true],
  [`'azzzbzzzc' LIKE 'a%b%c'`, true],
  [`'a%b%c' LIKE 'a%b%c'`, true],
  [`'ac' LIKE 'abc'`, false],
  [`'' LIKE 'abc'`, false],
  [`'.ab.cde.' LIKE '.%.%.'`, true],
  [`'ab.cde' LIKE '.%.%.'`, false],
  [`'' LIKE ''`, true],
  [`'' LIKE '%'`, true],
  [`'' LIKE '_'`, false],
  [`'abc' LIKE ''`, false],
  [`'abab' LIKE '%ab'`, true],
  [`'abac' LIKE '%ab%%'`, true],
  [`'abc' LIKE 'a_b_c'`, false],
  [`'a_b_c' LIKE 'a_b_c'`, true],
  [`'abzc' LIKE 'a_b_c'`, false],
  [`'azbc' LIKE 'a_b_c'`, false],
  [`'azbzc' LIKE 'a_b_c'`, true],
  [`'.a.b.' LIKE '._._.'`, true],
  [`'abcd.' LIKE '._._.'`, false],
  [`'😀' LIKE '_'`, true],
  [`'a_b_c' LIKE 'a\\_b\\_c'`, true],
  [`'a_b_c' NOT LIKE 'a\\_b\\_c'`, false],
  [`'azbzc' LIKE 'a\\_b\\_c'`, false],
  [`'abc' LIKE 'a\\_b\\_c'`, false],
  [`'abc' LIKE 'a\\%b\\%c'`, false],
  [`'a%b%c' LIKE 'a\\%b\\%c'`, true],
  [`'azbzc' LIKE 'a\\%b\\%c'`, false],
  [`'abcd' LIKE 'abc\\%'`, false],
  // In a pattern only what CESQL calls a wildcard is one.
  [`'a.c*' LIKE 'a.c*'`, true],
  [`'abc' LIKE 'a.c'`, false],
  [`'a\nb' LIKE 'a_b'`, true],
  [`myext LIKE 'abc%123\\%456\\_d_f'`, true, undefined, { myext: 'abc123123%456_dzf' }],
  [`myext NOT LIKE 'abc%123\\%456\\_d_f'`, false, undefined, { myext: 'abc123123%456_dzf' }],
  [`234 LIKE '23_'`, true],
  [`2344 LIKE '23%'`, true],
  [`2344 LIKE '23_'`, false],
  [`TRUE LIKE 'tr%'`, true],
  [`TRUE LIKE '%ue'`, true],
  [`FALSE LIKE 'tr%'`, false],
  [`FALSE LIKE 'fal%'`, true],
  [`missing LIKE 'a%'`, false, 'missingAttribute'],
  [`missing NOT LIKE 'a%'`, false, 'missingAttribute'],
  [`NOT 'true' LIKE 'fal%'`, true],
  [`1 + 23 LIKE '2_'`, 2],
  [`'abc' LIKE 'a%' = TRUE`, true],
]);

cases('the IN operator', [
  ['123 IN (1, 2, 3, 12, 13, 23, 123)', true],
  ['123 NOT IN (1, 2, 3, 12, 13, 23, 123)', false],
  [`'abc' IN ('abc', "bcd")`, true],
  [`'aaa' IN ('abc', "bcd")`, false],
  ['TRUE IN (TRUE, FALSE)', true],
  ['TRUE IN (FALSE)', false],
  [`source IN (myext, 'abc')`, true, undefined, { source: 'localhost', myext: 'localhost' }],
  ['source IN (source)', true],
  [`source IN (id, "xyz")`, false],
  // The left side says how the elements are read.
  [`'true' IN (TRUE, 'false')`, true],
  [`'true' IN ('TRUE', 'false')`, false],
  [`TRUE IN ('true', 'false')`, true],
  [`'TRUE' IN (TRUE, 'false')`, false],
  [`1 IN ('1', '2')`, true],
  [`'1' IN (1, 2)`, true],
  [`1 IN ('one', 2)`, false, 'cast'],
  // A set has no order: an element that is an error is one wherever it stands.
  [`1 IN (1, 'one')`, false, 'cast'],
  ['1 IN (1, missing)', false, 'missingAttribute'],
  ['missing IN (1, 2)', false, 'missingAttribute'],
  ['missing NOT IN (1, 2)', false, 'missingAttribute'],
  ['6 IN (2 * 3)', true],
  ['1 IN (1) AND 2 IN (2)', true],
]);

cases('a function that casts', [
  [`INT('1')`, 1],
  [`INT('-1')`, -1],
  ['INT(1)', 1],
  ['INT(-1)', -1],
  ['INT(TRUE)', 1],
  ['INT(FALSE)', 0],
  [`INT('ABC')`, 0, 'cast'],
  [`INT('1.5')`, 0, 'cast'],
  ['INT(missing)', 0, 'missingAttribute'],
  [`BOOL('TRUE')`, true],
  [`BOOL("false")`, false],
  ['BOOL(TRUE)', true],
  ['BOOL(FALSE)', false],
  [`BOOL('ABC')`, false, 'cast'],
  ['BOOL(1)', true],
  ['BOOL(0)', false],
  ['BOOL(100)', true],
  ['BOOL(-50)', true],
  ['STRING(TRUE)', 'true'],
  ['STRING(FALSE)', 'false'],
  ['STRING(1)', '1'],
  ['STRING(-1)', '-1'],
  [`STRING("abc")`, 'abc'],
  ['STRING(missing)', '', 'missingAttribute'],
  [`IS_INT('1')`, true],
  [`IS_INT('one')`, false],
  [`IS_INT('99999999999')`, false],
  ['is_int(TRUE)', true],
  [`IS_BOOL('tRUE')`, true],
  [`IS_BOOL('yes')`, false],
  ['IS_BOOL(missing)', false, 'missingAttribute'],
]);

cases('a function on text', [
  [`LENGTH('abc')`, 3],
  [`LENGTH('')`, 0],
  [`LENGTH('2')`, 1],
  ['LENGTH(TRUE)', 4],
  [`LENGTH('😀')`, 1],
  ['LENGTH(missing)', 0, 'missingAttribute'],
  [`CONCAT('a', 'b', 'c')`, 'abc'],
  ['CONCAT()', ''],
  [`CONCAT('a')`, 'a'],
  [`CONCAT('a', 1, TRUE)`, 'a1true'],
  [`CONCAT('a', missing)`, '', 'missingAttribute'],
  [`CONCAT(')', '(')`, ')('],
  [`CONCAT_WS(',', 'a', 'b', 'c')`, 'a,b,c'],
  [`CONCAT_WS(',')`, ''],
  [`CONCAT_WS(',', 'a')`, 'a'],
  ['CONCAT_WS()', false, 'missingFunction'],
  [`LOWER('ABC')`, 'abc'],
  [`LOWER('AbC')`, 'abc'],
  [`LOWER('abc')`, 'abc'],
  [`UPPER('ABC')`, 'ABC'],
  [`UPPER('AbC')`, 'ABC'],
  [`UPPER('abc')`, 'ABC'],
  [`TRIM('   a b c   ')`, 'a b c'],
  [`TRIM('   a b c')`, 'a b c'],
  [`TRIM('a b c   ')`, 'a b c'],
  [`TRIM('a b c')`, 'a b c'],
  [`TRIM('   ')`, ''],
  [`TRIM('\u0085\u2003a\t')`, 'a'],
  [`TRIM('\uFEFFa')`, '\uFEFFa'],
  [`LEFT('abc', 2)`, 'ab'],
  [`LEFT('abc', 10)`, 'abc'],
  [`LEFT('', 0)`, ''],
  [`LEFT('abc', 0)`, ''],
  [`LEFT('😀b', 1)`, '😀'],
  [`LEFT('abc', -2)`, 'abc', 'functionEvaluation'],
  [`LEFT('abc', 'two')`, '', 'cast'],
  [`RIGHT('abc', 2)`, 'bc'],
  [`RIGHT('abc', 10)`, 'abc'],
  [`RIGHT('', 0)`, ''],
  [`RIGHT('abc', 0)`, ''],
  [`RIGHT('abc', -2)`, 'abc', 'functionEvaluation'],
  [`SUBSTRING('abcdef', 1)`, 'abcdef'],
  [`SUBSTRING('abcdef', 2)`, 'bcdef'],
  [`SUBSTRING('Quadratically', 5)`, 'ratically'],
  [`SUBSTRING('Sakila', -3)`, 'ila'],
  [`SUBSTRING('Sakila', -6)`, 'Sakila'],
  [`SUBSTRING('abcdef', 1, 6)`, 'abcdef'],
  [`SUBSTRING('abcdef', 2, 4)`, 'bcde'],
  [`SUBSTRING('abcdef', 5, 9)`, 'ef'],
  [`SUBSTRING('Sakila', -5, 3)`, 'aki'],
  [`SUBSTRING('Quadratically', 0)`, ''],
  [`SUBSTRING('Quadratically', 0, 1)`, ''],
  [`SUBSTRING('abcdef', 10)`, '', 'functionEvaluation'],
  [`SUBSTRING('abcdef', -10)`, '', 'functionEvaluation'],
  [`SUBSTRING('abcdef', 10, 10)`, '', 'functionEvaluation'],
  [`SUBSTRING('abcdef', -10, 10)`, '', 'functionEvaluation'],
  [`SUBSTRING('abcdef', 2, -1)`, '', 'functionEvaluation'],
]);

cases('any other function', [
  ['ABS(10)', 10],
  ['ABS(-10)', 10],
  ['ABS(0)', 0],
  [`ABS('-3')`, 3],
  ['ABS(-2147483648)', 2_147_483_647, 'math'],
  ['ABS(missing)', 0, 'missingAttribute'],
  ['NO_SUCH_THING(1)', false, 'missingFunction'],
  ['ABS()', false, 'missingFunction'],
  ['ABS(1, 2)', false, 'missingFunction'],
  [`LENGTH(NO_SUCH_THING(1))`, 0, 'missingFunction'],
]);

const HOPS = { hop: '5', ttl: '10' };
cases('an example of the specification', [
  ['int(hop) < int(ttl) and int(hop) < 1000', true, undefined, HOPS],
  ['INT(hop) < INT(ttl) AND INT(hop) < 1000', true, undefined, HOPS],
  ['hop < ttl', true, undefined, HOPS],
  ['sequence = 5', true, undefined, { sequence: '5' }],
  ['sequence = 5', false, undefined, { sequence: '6' }],
  [`firstname = 'Ada' OR subject = 'Ada'`, true, undefined, { subject: 'Ada', firstname: 'Alan' }],
  [`firstname = 'Ada' OR subject = 'Ada'`, true, undefined, { subject: 'Alan', firstname: 'Ada' }],
  [
    `(firstname = 'Ada' AND lastname = 'King') OR subject = 'Ada King'`,
    true,
    undefined,
    {
      subject: 'Alan',
      firstname: 'Ada',
      lastname: 'King',
    },
  ],
  [
    `(firstname = 'Ada' AND lastname = 'King') OR subject = 'Ada King'`,
    true,
    undefined,
    {
      subject: 'Ada King',
      firstname: 'Alan',
      lastname: 'Turing',
    },
  ],
]);

const ANY_OF = `(id = 'a' AND type LIKE '%.good') OR (id = 'b' AND source LIKE 'http://%' AND type LIKE '%.bad')`;
const ALL_OF = `(id = 'a' OR type LIKE '%.good') AND (id = 'b' OR source LIKE 'https://%' OR type LIKE '%.bad')`;
cases('a filter of the other dialects, written in CESQL', [
  [`source LIKE 'https://%'`, true, undefined, { source: 'https://example.com' }],
  [`source LIKE 'https://%'`, false, undefined, { source: 'http://example.com' }],
  [`myext LIKE 'custom%'`, true, undefined, { myext: 'customext' }],
  [`myext LIKE 'custom%'`, false, 'missingAttribute'],
  [`type like '%.error'`, true, undefined, { type: 'com.github.error' }],
  [`type like '%.error'`, false, undefined, { type: 'com.github.success' }],
  [`myext = 'customext'`, true, undefined, { myext: 'customext' }],
  [`myext = 'customext'`, false, 'missingAttribute'],
  [`id LIKE 'a%' AND source LIKE '%.ca'`, true, undefined, { id: 'aId', source: 'http://site.ca' }],
  [`id LIKE 'a%' AND source LIKE '%.ca'`, false, undefined, { id: 'aId', source: 'http://site.com' }],
  [`type LIKE 'test.%' AND myext LIKE 'custom%'`, false, 'missingAttribute'],
  [`id LIKE 'a%' OR source LIKE '%.ca'`, true, undefined, { id: 'aId', source: 'http://site.com' }],
  [`id LIKE 'a%' OR source LIKE '%.ca'`, true, undefined, { id: 'bId', source: 'http://site.ca' }],
  [`id LIKE 'a%' OR source LIKE '%.ca'`, false, undefined, { id: 'bId', source: 'http://site.com' }],
  [`id LIKE 'a%' OR myext LIKE '%ext'`, false, 'missingAttribute', { id: 'bId' }],
  [ANY_OF, true, undefined, { id: 'a', type: 'x.good' }],
  [ANY_OF, true, undefined, { id: 'b', type: 'x.bad', source: 'http://localhost' }],
  [ANY_OF, false, undefined, { id: 'b', type: 'x.bad', source: 'https://localhost' }],
  [
    `${ANY_OF} OR (myext = 'c')`,
    false,
    'missingAttribute',
    { id: 'b', type: 'x.bad', source: 'https://localhost' },
  ],
  [ALL_OF, true, undefined, { id: 'a', type: 'x.bad' }],
  [ALL_OF, true, undefined, { id: 'b', type: 'x.good' }],
  [ALL_OF, false, undefined, { id: 'b', type: 'x.bad' }],
  [ALL_OF, false, undefined, { id: 'a', type: 'x.good', source: 'http://localhost' }],
  [`${ALL_OF} AND (myext = 'c')`, false, 'missingAttribute', { id: 'a', type: 'x.bad' }],
]);

describe('parseCesql()', () => {
  it.each([
    ['', 'expected a value, found the end at position 1'],
    ['   ', 'expected a value, found the end at position 4'],
    ['ABC(', 'expected a value, found the end at position 5'],
    ['(1', 'expected ")", found the end at position 3'],
    ['1)', 'expected an operator or the end, found ")" at position 2'],
    ['1 +', 'expected a value, found the end at position 4'],
    ['+ 1', 'expected a value, found "+" at position 1'],
    ['* 1', 'expected a value, found "*" at position 1'],
    ['1 2', 'expected an operator or the end, found "2" at position 3'],
    [`'a''b'`, 'expected an operator or the end, found "b" at position 4'],
    [`'abc`, 'a string without an end at position 1'],
    [`id = "abc'`, 'a string without an end at position 6'],
    ['id == 1', 'expected a value, found "=" at position 5'],
    ['id ! 1', 'unexpected "!" at position 4'],
    ['id = #', 'unexpected "#" at position 6'],
    ['Subject = 1', 'Subject is no attribute: only a-z and 0-9 may be in its name at position 1'],
    ['my_ext = 1', 'my_ext is no attribute: only a-z and 0-9 may be in its name at position 1'],
    ['EXISTS', 'expected the name of an attribute, found the end at position 7'],
    [`EXISTS 'id'`, 'expected the name of an attribute, found "id" at position 8'],
    ['EXISTS and', 'expected the name of an attribute, found "and" at position 8'],
    ['id LIKE subject', 'expected a pattern in quotes, found "subject" at position 9'],
    ['id LIKE 5', 'expected a pattern in quotes, found "5" at position 9'],
    ['id IN ()', 'expected a value, found ")" at position 8'],
    ['id IN 1', 'expected "(", found "1" at position 7'],
    ['id NOT = 1', 'expected an operator or the end, found "NOT" at position 4'],
    ['AND', 'expected a value, found "AND" at position 1'],
    ['A1(2)', 'A1 is no name for a function at position 1'],
    ['2147483648', '2147483648 does not fit into 32 bits at position 1'],
    ['1 + -2147483649', '-2147483649 does not fit into 32 bits at position 5'],
    ['- 2147483648', '2147483648 does not fit into 32 bits at position 3'],
  ])('refuses %j and says where', (text, state) => {
    expect(() => parseCesql(text)).toThrow(`Cannot parse CESQL expression ${JSON.stringify(text)}: ${state}`);
  });

  it('refuses what is too long or nested too deep', () => {
    expect(() => parseCesql(`'${'x'.repeat(5_000)}'`)).toThrow('it is longer than 4096 characters');
    expect(() => parseCesql(`${'('.repeat(1_000)}1${')'.repeat(1_000)}`)).toThrow(
      'it is nested more than 64 deep',
    );
    expect(() => parseCesql(`1${'+1'.repeat(1_000)}`)).toThrow('it has more than 256 operators');
    expect(() => parseCesql('NOT '.repeat(1_000) + 'TRUE')).toThrow('it is nested more than 64 deep');
  });

  it('names the functions that do not exist, so that a filter can be refused when it is loaded', () => {
    expect(parseCesql('NOPE(1) AND len(id) > 3').missingFunctions).toEqual([
      'NOPE with 1 argument',
      'LEN with 1 argument',
    ]);
  });
});

describe('evaluate()', () => {
  it('takes a long chain of operators', () => {
    expect(evaluate(parseCesql(`1${'+1'.repeat(256)}`).expression, EVENT)).toEqual({ value: 257 });
  });

  it('matches a hostile text against a hostile pattern without delay', () => {
    const { expression } = parseCesql(`subject LIKE '${'%a'.repeat(1_000)}%b'`);
    const started = performance.now();
    expect(evaluate(expression, { ...EVENT, subject: 'a'.repeat(10_000) }).value).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
