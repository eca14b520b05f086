import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Its instructions with their arguments, by stage; the lines of one instruction joined. */
function stagesOf(dockerfile: string): Map<string, Map<string, string>> {
  const stages = new Map<string, Map<string, string>>();
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n');
  let stage = new Map<string, string>();
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') stages.set(/ AS (\w+)/.exec(rest)?.[1] ?? rest, (stage = new Map()));
    if (instruction) stage.set(instruction, rest);
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const production = stages.get('production') ?? new Map<string, string>();
const dev = stages.get('dev') ?? new Map<string, string>();
const { version } = JSON.parse(read('package.json')) as { version: string };

describe('the Dockerfile', () => {
  /** load-generator makes no spans, and its pods say themselves what they run. */
  const traced = globSync('services/*/package.json', { cwd: root, exclude: ['services/load-generator'] });
  it.each(traced)('starts a service as %s does', (path) => {
    const { scripts } = JSON.parse(read(path)) as { scripts: { start: string } };
    const [, ...args] = scripts.start.replace(/^exec /, '').split(' ');
    expect(JSON.parse(production.get('CMD') ?? '')).toEqual(args);
    expect(JSON.parse(dev.get('CMD') ?? '').filter((arg: string) => !arg.startsWith('--watch'))).toEqual(
      args,
    );
  });

  it('makes the production image unless told otherwise', () => {
    expect([...stages.keys()].at(-1)).toBe('production');
  });

  it.each([
    ['production', production],
    ['dev', dev],
  ])('runs as nobody in particular, with a number that Kubernetes can check: %s', (_name, stage) => {
    expect(stage.get('USER')).toBe('65532:65532');
  });

  it('labels the image with the version of the project', () => {
    expect(production.get('LABEL')).toContain(`image.version="${version}"`);
  });

  it('runs nothing on the platform that it builds for, so that any machine builds for any', () => {
    const foreign = [...stages].filter(
      ([, stage]) => !stage.get('FROM')?.startsWith('--platform=$BUILDPLATFORM '),
    );
    expect(foreign.map(([name]) => name)).toEqual(['dev', 'production']);
    expect(foreign.filter(([, stage]) => stage.has('RUN'))).toEqual([]);
  });
});
