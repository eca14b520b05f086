import { describe, expect, it } from 'vitest';
import { allOff, type FlagFile, formatFlags, parseFlags } from './flag-file.ts';
import { LiveFlags } from './live-flags.ts';
import { clearFault, describeFlag, type FaultSetting, setFault } from './switch-fault.ts';

const NAME = 'slow-profile-query';
const set = (...settings: Omit<FaultSetting, 'name'>[]): FlagFile =>
  settings.reduce((file, setting) => setFault(file, { name: NAME, ...setting }), allOff());
const stateOf = (file: FlagFile) => describeFlag(file.flags[NAME]);

function live(file: FlagFile): LiveFlags {
  const flags = new LiveFlags();
  flags.load(formatFlags(file));
  return flags;
}

/** What flagd makes of it for a request. */
const valueFor = (file: FlagFile, attendee = ''): number =>
  live(file).core.resolveNumberEvaluation(NAME, 0, { attendee, targetingKey: '1' }).value;

describe('setFault', () => {
  it('sets a fault for all, and another variant in place of the first', () => {
    expect(valueFor(set({}))).toBe(600);
    expect(stateOf(set({}))).toBe('on');
    expect(valueFor(set({}, { variant: 'timeout' }))).toBe(3_000);
    expect(stateOf(set({ variant: 'timeout' }))).toBe('timeout');
  });

  it('never changes the file that it is given', () => {
    const file = allOff();
    setFault(file, { name: NAME, attendee: 'anna' });
    expect(file).toEqual(allOff());
  });

  it.each([
    [25, '25 % of traces'],
    [0.5, '0.5 % of traces'],
    [99.999, '99.999 % of traces'],
  ])('sets a fault for %d %% of the traces, by a hash of the trace id', (share, state) => {
    const file = set({ share });
    expect(stateOf(file)).toBe(state);
    const ids = Array.from({ length: 4_000 }, (_, index) => `trace ${index}`);
    const { core } = live(file);
    const isHit = (id: string) => core.resolveNumberEvaluation(NAME, 0, { targetingKey: id }).value > 0;
    const hit = ids.filter(isHit).length / ids.length;
    // Five standard deviations.
    expect(Math.abs(hit - share / 100)).toBeLessThan(
      5 * Math.sqrt(((share / 100) * (1 - share / 100)) / 4_000) + 1e-3,
    );
  });

  it('takes a share of 100 % for all', () => {
    expect(set({ share: 100 })).toEqual(set({}));
  });

  it('sets a fault for one attendee after another, and for nobody else', () => {
    const file = set({ attendee: 'anna' }, { attendee: 'zoë' }, { attendee: 'anna' });
    expect(['anna', 'zoë', 'ben', ''].map((name) => valueFor(file, name))).toEqual([600, 600, 0, 0]);
    expect(stateOf(file)).toBe('for zoë, anna');
  });

  it('lets each attendee have a variant of their own', () => {
    const file = set({ attendee: 'anna' }, { attendee: 'ben', variant: 'timeout' }, { attendee: 'cleo' });
    expect(['anna', 'ben', 'cleo'].map((name) => valueFor(file, name))).toEqual([600, 3_000, 600]);
    expect(stateOf(file)).toBe('for anna, cleo; timeout for ben');
  });

  it('counts last: for one attendee after for all, and the other way round', () => {
    expect(valueFor(set({}, { attendee: 'anna' }), 'ben')).toBe(0);
    expect(stateOf(set({ attendee: 'anna' }, {}))).toBe('on');
    expect(stateOf(set({ attendee: 'anna' }, { share: 10 }))).toBe('10 % of traces');
    expect(stateOf(set({ share: 10 }, { attendee: 'anna' }))).toBe('for anna');
  });

  it('switches a flag on that was disabled, and puts one there that was missing', () => {
    const file = allOff();
    const disabled = { ...file.flags[NAME]!, state: 'DISABLED' as const };
    expect(stateOf(setFault({ flags: { [NAME]: disabled } }, { name: NAME }))).toBe('on');
    expect(stateOf(setFault({ flags: {} }, { name: NAME }))).toBe('on');
  });

  it.each<[FaultSetting, string]>([
    [{ name: 'slow-profile' }, 'there is no fault slow-profile. Did you mean slow-profile-query?'],
    [{ name: 'lost_context' }, 'there is no fault lost_context. Did you mean lost-context?'],
    [{ name: 'xyz' }, 'there is no fault xyz'],
    [{ name: 'toString' }, 'there is no fault toString'],
    [{ name: NAME, variant: 'off' }, 'it has no variant off. There is on, timeout'],
    [{ name: NAME, variant: 'constructor' }, 'it has no variant constructor'],
    [{ name: NAME, share: 0 }, 'a share is more than 0 % and at most 100 %'],
    [{ name: NAME, share: 101 }, 'a share is more than 0 %'],
    [{ name: NAME, share: Number.NaN }, 'a share is more than 0 %'],
    [{ name: NAME, attendee: 'a,b' }, "an attendee's name has 1 to 64 letters"],
    [{ name: NAME, attendee: '' }, "an attendee's name has 1 to 64 letters"],
  ])('refuses %j', (setting, message) => {
    expect(() => setFault(allOff(), setting)).toThrow(message);
  });

  it('leaves targeting alone that somebody wrote by hand', () => {
    const byHand = { if: [{ starts_with: [{ var: 'attendee' }, 'a'] }, 'on'] };
    const flag = { ...allOff().flags[NAME]!, targeting: byHand };
    const file = { flags: { [NAME]: flag } };
    expect(stateOf(file)).toBe('by hand');
    expect(() => setFault(file, { name: NAME, attendee: 'anna' })).toThrow('was written by hand');
    expect(stateOf(clearFault(file, NAME))).toBe('off');
  });
});

describe('clearFault', () => {
  it('switches one fault off, or all', () => {
    const file = setFault(set({ share: 5 }), { name: 'lost-context', attendee: 'anna' });
    expect(clearFault(file, NAME).flags['lost-context']).toEqual(file.flags['lost-context']);
    expect(clearFault(clearFault(file, NAME), 'lost-context')).toEqual(allOff());
    expect(clearFault(file)).toEqual(allOff());
  });

  it('switches it off for one attendee, and leaves it to the others', () => {
    const file = set({ attendee: 'anna' }, { attendee: 'ben' });
    expect(stateOf(clearFault(file, NAME, 'anna'))).toBe('for ben');
    expect(clearFault(clearFault(file, NAME, 'anna'), NAME, 'ben')).toEqual(allOff());
    expect(clearFault(set({}), undefined, 'anna')).toEqual(set({}));
  });

  it('refuses a name that no fault has', () => {
    expect(() => clearFault(allOff(), 'lost-contxt')).toThrow('Did you mean lost-context?');
  });
});

describe('parseFlags', () => {
  it.each([
    ['', 'it is empty'],
    ['{"flags": {', 'it is no JSON'],
    ['[]', 'there are no flags in it'],
    ['{"flags": []}', 'there are no flags in it'],
    [`{"flags": {"${NAME}": 1}}`, `the flag ${NAME} is no object`],
    [`{"flags": {"${NAME}": {"defaultVariant": "on"}}}`, 'has no variants'],
    [
      `{"flags": {"${NAME}": {"variants": {"off": 0}, "defaultVariant": "on"}}}`,
      'has a defaultVariant that is none of off',
    ],
    [
      `{"flags": {"${NAME}": {"variants": {"off": 0, "on": true}, "defaultVariant": "on"}}}`,
      'has a variant on that is no number',
    ],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseFlags(text)).toThrow(message);
  });
});
