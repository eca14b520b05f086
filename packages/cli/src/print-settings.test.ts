import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectFolder } from './project-folder.ts';

describe('tracewalk config', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tracewalk-config-')));
  writeFileSync(join(folder, 'tracewalk.yaml'), 'only: [request, job]\n');
  afterAll(() => rmSync(folder, { recursive: true }));

  const config = (...args: string[]): string => {
    const cli = join(projectFolder, 'packages/cli/bin/tracewalk.js');
    const env = { PATH: process.env['PATH'], TRACEWALK_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    return execFileSync(process.execPath, [cli, 'config', '--data', 'kept', ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
  };

  it('prints each setting, its value, where that came from, and how to set it', () => {
    const cells = config('--port-offset', '100')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(cells).toEqual([
      ['setting', 'value', 'from', 'flag', 'environment'],
      ['processes', 'false', 'default', '--processes', 'TRACEWALK_PROCESSES'],
      ['only', 'request,job', `${folder}/tracewalk.yaml`, '--only', 'TRACEWALK_ONLY'],
      ['load', 'true', 'default', '--no-load', 'TRACEWALK_LOAD'],
      ['portOffset', '100', '--port-offset', '--port-offset', 'TRACEWALK_PORT_OFFSET'],
      ['data', `${folder}/kept`, '--data', '--data', 'TRACEWALK_DATA'],
      ['faults', join(projectFolder, 'faults/flags.json'), 'default', '--faults', 'TRACEWALK_FAULTS'],
      ['keepTraces', 'false', 'default', '--keep-traces', 'TRACEWALK_KEEP_TRACES'],
      [
        'otlpEndpoint',
        'http://127.0.0.1:4318',
        'TRACEWALK_OTLP_ENDPOINT',
        '--otlp-endpoint',
        'TRACEWALK_OTLP_ENDPOINT',
      ],
      ['otlpGrpcEndpoint', '-', 'default', '--otlp-grpc-endpoint', 'TRACEWALK_OTLP_GRPC_ENDPOINT'],
      ['zipkinEndpoint', '-', 'default', '--zipkin-endpoint', 'TRACEWALK_ZIPKIN_ENDPOINT'],
      ['queryUrl', '-', 'default', '--query-url', 'TRACEWALK_QUERY_URL'],
      ['json', 'false', 'default', '--json', 'TRACEWALK_JSON'],
    ]);
  });

  it('prints them in columns', () => {
    const lines = config().trimEnd().split('\n');
    const starts = new Set(lines.map((line) => line.search(/(--\S+|flag) +(TRACEWALK_\S+|environment)$/)));
    expect(starts.size).toBe(1);
  });

  it('prints them as JSON', () => {
    expect(JSON.parse(config('--json'))).toMatchObject({
      only: { value: ['request', 'job'], source: `${folder}/tracewalk.yaml` },
      data: { value: `${folder}/kept`, source: '--data' },
      json: { value: true, source: '--json' },
    });
  });
});
