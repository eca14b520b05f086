import { expect, it } from 'vitest';
import { report, type Problem } from './problem.ts';

const problem = (name: string): Problem => ({
  object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' } },
  field: 'spec.replicas',
  wrong: 'is 0',
  remedy: 'Say 1.',
});

it('tells a problem once, with the combinations that have it', () => {
  const found = new Map([
    ['overlays/dev', [problem('user'), problem('profile')]],
    ['tests/tls', [problem('user')]],
    ['tests/zipkin', []],
  ]);
  expect(report(found, 3)).toEqual([
    'Deployment shop/user: spec.replicas is 0. Say 1.\n    in overlays/dev, tests/tls',
    'Deployment shop/profile: spec.replicas is 0. Say 1.\n    in overlays/dev',
  ]);
});

it('does not name every combination of a problem that all of them have', () => {
  const found = new Map(['a', 'b', 'c'].map((name) => [name, [problem('user')]]));
  expect(report(found, 3)).toEqual([expect.stringContaining('\n    in all 3 combinations')]);
  expect(report(new Map([...found, ['d', [problem('user')]], ['e', [problem('user')]]]), 9)).toEqual([
    expect.stringContaining('\n    in a, b, c, d and 1 more'),
  ]);
});
