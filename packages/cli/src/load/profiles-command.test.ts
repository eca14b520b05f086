import { parseTopology } from '@tracewalk/trace-synth';
import { describe, expect, it } from 'vitest';
import { runProfiles } from './run-profiles.ts';

const run = (name?: string, flags: Record<string, unknown> = {}) => {
  const said = { out: '', errors: '' };
  const code = runProfiles(
    name,
    { seed: '1', ...flags },
    { write: (text: string) => !!(said.out += text) },
    { write: (text: string) => !!(said.errors += text) },
  );
  return { code, ...said };
};

describe('tracewalk load profiles', () => {
  it('lists all of them', () => {
    const { code, out } = run();
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(11);
    expect(out).toContain('meta-ads    Small traces with a heavy tail');
  });

  it("prints the source's figures and ours", () => {
    const { out } = run('meta-ads', { traces: '500' });
    expect(out).toContain('USENIX ATC 2023');
    expect(out).toMatch(
      /size {2}\(Kolmogorov-Smirnov distance 0\.0\d\d\)\n +source +ours\n {2}<= 1 spans +26\.0 % +2[56]\.\d %/,
    );
  });

  it('prints a topology file to start from', () => {
    expect(parseTopology(run('hotrod', { yaml: true }).out, 'hotrod.yaml').name).toBe('hotrod');
  });

  it.each([
    ['meta-add', {}, 'Cannot find profile meta-add: there are demo, hotrod'],
    [undefined, { yaml: true }, 'Cannot show a topology file: say of which profile'],
    ['demo', { traces: '0' }, 'Cannot show profiles: --traces is below 1'],
    ['demo', { seed: 'x' }, 'Cannot show profiles: --seed is no number'],
  ])('refuses %s %j with exit code 2', (name, flags, message) => {
    const { code, errors } = run(name, flags);
    expect(code).toBe(2);
    expect(errors).toContain(message);
  });
});
