/** What is deployed from k8s: that it can be built, that an API server would take it, and that it keeps our rules. */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildText, buildWithKubectl, parseObjects } from './build.ts';
import { combinations, components, componentsOf } from './combinations.ts';
import { configurationsIn } from './configurations.ts';
import { EXCEPTIONS, isExcepted, type Exception } from './exceptions.ts';
import type { KubeObject } from './object.ts';
import { report, type Problem } from './problem.ts';
import { RULES } from './rules/index.ts';
import { kinds, validate } from './schemas/validate.ts';
import {
  findOnPath,
  findProgram,
  NAMED_BY,
  validateConfiguration,
  versionOf,
} from './validate-configuration.ts';

/** Started at once, a few at a time. A failure is told by the test of its combination. */
const building = new Map(combinations.map((each) => [each, buildText(each)]));
for (const each of building.values()) each.catch(() => undefined);

describe('kustomize', () => {
  it.each(combinations)(
    'builds k8s/%s',
    async (combination) => {
      expect(parseObjects((await building.get(combination)) ?? '')).not.toEqual([]);
    },
    120_000,
  );

  it('has every component in an overlay or a test', () => {
    const taken = new Set(combinations.flatMap((each) => [...componentsOf(each)]));
    // For one that is missing here: k8s/tests/<component>/kustomization.yaml.
    expect(components.filter((component) => !taken.has(component))).toEqual([]);
  });
});

/** All that could be built, once everything was. */
async function allBuilt(): Promise<Map<string, KubeObject[]>> {
  const settled = await Promise.allSettled(
    [...building].map(async ([name, text]) => [name, parseObjects(await text)] as const),
  );
  return new Map(settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
}

const kubectl = findOnPath('kubectl');

it.skipIf(!kubectl)(
  `kubectl kustomize builds the overlays equally${kubectl ? '' : ' (not run: there is no kubectl on the PATH)'}`,
  async () => {
    for (const overlay of combinations.filter((each) => each.startsWith('overlays/')))
      expect(await buildWithKubectl(overlay)).toBe(await building.get(overlay));
  },
  120_000,
);

describe.each(['jaeger', 'otelcol'] as const)('%s', (program) => {
  const binary = findProgram(program);
  const which = binary
    ? versionOf(program, binary)
    : `not run: there is no ${program} on the PATH, nor in ${NAMED_BY[program]}`;

  it.skipIf(!binary)(
    `takes every configuration that its pods get (${which})`,
    async () => {
      const found = await Promise.all(
        [...(await allBuilt())].map(async ([combination, objects]) => {
          const ours = configurationsIn(objects).filter((each) => each.program === program);
          const problems = await Promise.all(ours.map((each) => validateConfiguration(binary ?? '', each)));
          return [combination, problems.flat()] as const;
        }),
      );
      expect(report(new Map(found), found.length)).toEqual([]);
    },
    120_000,
  );
});

describe('every combination', () => {
  let built = new Map<string, KubeObject[]>();
  const needed = new Set<Exception>();

  beforeAll(async () => {
    built = await allBuilt();
  }, 120_000);

  /** Those that no exception is made for. */
  function problemsOf(rule: string, check: (objects: readonly KubeObject[]) => Problem[]): string[] {
    const found = [...built].map(([combination, objects]) => {
      const problems = check(objects).filter((problem) => {
        const exception = isExcepted(rule, combination, problem);
        if (exception) needed.add(exception);
        return !exception;
      });
      return [combination, problems] as const;
    });
    return report(new Map(found), built.size);
  }

  it('has objects that fit the schema of their API', () => {
    expect(problemsOf('schemas', (objects) => objects.flatMap(validate))).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.says, rule] as const))('%s', (_, { name, check }) => {
    expect(problemsOf(name, check)).toEqual([]);
  });

  it('needs every exception', () => {
    expect(EXCEPTIONS.filter((each) => !needed.has(each))).toEqual([]);
  });

  it('uses every kind whose schema was recorded', () => {
    const used = new Set([...built.values()].flat().map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
    expect([...kinds.keys()].filter((kind) => !used.has(kind))).toEqual([]);
  });
});
