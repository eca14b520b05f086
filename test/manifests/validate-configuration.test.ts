import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProblem } from './problem.ts';
import { validateConfiguration } from './validate-configuration.ts';

/** Stands in for a Collector: it refuses a configuration with the word `wrong`, also in a file that this one names. */
const PROGRAM = `#!${process.execPath}
const { readFileSync } = require('node:fs');
const [command, ...args] = process.argv.slice(2);
const text = args.map((each) => readFileSync(each.replace('--config=', ''), 'utf8')).join('');
const named = /password_file: (.*)/.exec(text);
const all = text + (named ? readFileSync(named[1], 'utf8') : '') + process.env.NAME;
if (command !== 'validate' || all.includes('wrong')) {
  console.error('Error: a word is wrong');
  process.exit(1);
}
`;

let folder = '';
let binary = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracewalk-test-'));
  binary = join(folder, 'otelcol');
  writeFileSync(binary, PROGRAM);
  chmodSync(binary, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const validate = async (config: string, password = 'tracewalk', NAME = 'gateway') => {
  const problems = await validateConfiguration(binary, {
    object: { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'gateway', namespace: 'shop' } },
    program: 'otelcol',
    args: ['--config=/etc/otelcol/gateway.yaml'],
    env: { NAME },
    files: { '/etc/otelcol/gateway.yaml': config, '/etc/secrets/password': password, '/tmp/': '' },
  });
  return problems.map(describeProblem);
};

describe('validateConfiguration()', () => {
  it('says nothing about one that the program takes', async () => {
    expect(await validate('receivers: {}')).toEqual([]);
  });

  it('hands on what the program has against one', async () => {
    expect(await validate('wrong: {}')).toEqual([
      'StatefulSet shop/gateway: --config=/etc/otelcol/gateway.yaml is refused: Error: a word is wrong. ' +
        'Correct the file that says so.',
    ]);
  });

  it('gives the program the files that the configuration names, and the variables', async () => {
    expect(await validate('password_file: /etc/secrets/password')).toEqual([]);
    expect(await validate('password_file: /etc/secrets/password', 'wrong')).toHaveLength(1);
    expect(await validate('receivers: {}', 'tracewalk', 'wrong')).toHaveLength(1);
  });
});
