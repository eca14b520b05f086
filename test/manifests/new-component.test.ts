/** A component as `npm run new component` makes it keeps all rules. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAKERS } from '../../tools/makers.ts';
import { buildText, parseObjects } from './build.ts';
import { ROOT } from './combinations.ts';
import { isExcepted } from './exceptions.ts';
import { RULES } from './rules/index.ts';
import { validate } from './schemas/validate.ts';

const root = mkdtempSync(join(tmpdir(), 'tracewalk-component-'));

beforeAll(() => {
  mkdirSync(join(root, 'k8s'));
  symlinkSync(join(ROOT, 'k8s/base'), join(root, 'k8s/base'));
  cpSync(join(ROOT, 'skaffold.yaml'), join(root, 'skaffold.yaml'));
  MAKERS['component']?.(root, 'some-change');
});
afterAll(() => rmSync(root, { recursive: true }));

it('a new component can be built, changes every service, and keeps the rules', async () => {
  const text = await buildText(relative(join(ROOT, 'k8s'), join(root, 'k8s/tests/some-change')));
  const objects = parseObjects(text);
  expect(text.match(/name: LOG_LEVEL\n\s+value: debug/g)).toHaveLength(10);
  expect(objects.flatMap(validate)).toEqual([]);
  const problems = RULES.flatMap(({ name, check }) =>
    check(objects).filter((problem) => !isExcepted(name, 'tests/some-change', problem)),
  );
  expect(problems).toEqual([]);
});
