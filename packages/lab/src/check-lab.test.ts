import { describe, expect, it } from 'vitest';
import { checkLab, passed } from './check-lab.ts';
import type { Attempt, Lab } from './lab.ts';

const attempt = (answers: Record<string, string> = {}): Attempt => ({ answers }) as Attempt;

const lab: Lab = {
  title: 'Count',
  minutes: 1,
  questions: { sum: 'one and one' },
  steps: [
    {
      says: 'It is a number',
      check: ({ answers }) => (/^\d+$/.test(answers['sum'] ?? '') ? undefined : 'no number'),
    },
    { says: 'It is two', check: async ({ answers }) => (answers['sum'] === '2' ? undefined : 'another one') },
    { says: 'All is well', check: () => undefined },
  ],
};

describe('checkLab()', () => {
  it('says which question has no answer, and looks no further', async () => {
    const results = await checkLab(lab, attempt({ sum: '  ' }));
    expect(results[0]).toEqual({
      says: 'Every question has an answer',
      state: 'missing',
      hint: '--answer sum=…  one and one',
    });
    expect(results.slice(1).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
  });

  it('stops at the first step that is not done, with what is missing', async () => {
    const results = await checkLab(lab, attempt({ sum: '3' }));
    expect(results.map(({ state }) => state)).toEqual(['done', 'missing', 'open']);
    expect(results[1]?.hint).toBe('another one');
    expect(passed(results)).toBe(false);
  });

  it('passes when every step is done', async () => {
    expect(passed(await checkLab(lab, attempt({ sum: '2' })))).toBe(true);
  });

  it('does not call it the learner’s failure when the traces cannot be read', async () => {
    const broken: Lab = { ...lab, steps: [{ says: '', check: () => Promise.reject(new Error('no API')) }] };
    await expect(checkLab(broken, attempt({ sum: '2' }))).rejects.toThrow('no API');
  });
});
