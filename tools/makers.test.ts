/** What `npm run new` makes. That its templates work: their own tests, test/labs/new-lab.test.ts, test/manifests/new-component.test.ts. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MAKERS } from './makers.ts';

const PROJECT = join(import.meta.dirname, '..');

describe('npm run new', () => {
  let root: string;
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const make = (what: string, name: string) => MAKERS[what]?.(root, name);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tracewalk-new-'));
    for (const file of [
      'skaffold.yaml',
      'labs/25-precedence',
      'services/coinflip/package.json',
      'services/coinflip/.env',
    ]) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(PROJECT, file), join(root, file), { recursive: true });
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('makes a lab with the next number', () => {
    expect(make('lab', 'slow-hop')?.made).toEqual(
      ['README.md', 'hints.md', 'lab.ts', 'solution.md', 'solve.ts'].map(
        (file) => `labs/26-slow-hop/${file}`,
      ),
    );
    expect(read('labs/26-slow-hop/README.md')).toMatch(/^# 26 Slow hop\n/);
    expect(read('labs/26-slow-hop/lab.ts')).toContain("title: 'Slow hop'");
  });

  it('makes a service with the next port and the versions that the others have', () => {
    make('service', 'greeter');
    expect(read('services/greeter/.env')).toMatch(/^OTEL_SERVICE_NAME=greeter$[^]*^PORT=8089$/m);
    expect(read('services/greeter/src/config.ts')).toContain("readEnv('greeter', commonSettings(8089), env)");
    const coinflip = JSON.parse(read('services/coinflip/package.json')) as { dependencies: object };
    const { cloudevents: _, ...dependencies } = coinflip.dependencies as Record<string, string>;
    expect(JSON.parse(read('services/greeter/package.json'))).toMatchObject({
      name: '@tracewalk/greeter',
      dependencies,
    });
  });

  it('makes a component with a combination to test and a profile to deploy', () => {
    make('component', 'loud-logs');
    expect(parse(read('k8s/tests/loud-logs/kustomization.yaml'))).toMatchObject({
      components: ['../../components/loud-logs'],
    });
    const { profiles } = parse(read('skaffold.yaml')) as { profiles: { name: string; build?: object }[] };
    expect(profiles.at(-1)).toMatchObject({
      name: 'loud-logs',
      manifests: { kustomize: { paths: ['k8s/tests/loud-logs'] } },
      build: profiles.at(-2)?.build,
    });
  });

  it.each(Object.keys(MAKERS))('leaves no placeholder in a %s', (what) => {
    const left = make(what, 'some-thing')?.made.filter(
      (file) => existsSync(join(root, file)) && /__\w+?__|8099/.test(read(file)),
    );
    expect(left).toEqual([]);
  });

  it.each(['Slow', 'slow_hop', '-slow', '../slow', ''])('refuses the name %j', (name) => {
    expect(() => make('service', name)).toThrow(/^Cannot take the name/);
  });

  it('says what it made, and what is next', () => {
    cpSync(import.meta.dirname, join(root, 'tools'), { recursive: true });
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(root, 'tools/new.ts'), ...args], { encoding: 'utf8' });
    expect(run('lab', 'slow-hop')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ {2}labs\/26-slow-hop\/lab\.ts$/m),
    });
    expect(run('lab', 'Slow')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Cannot take/) });
    expect(run('lamp')).toMatchObject({
      status: 2,
      stderr: 'Usage: npm run new lab|service|component <name>\n',
    });
  });

  it('leaves alone what is there', () => {
    expect(() => make('service', 'coinflip')).toThrow('Cannot make services/coinflip: it is there already');
  });
});
