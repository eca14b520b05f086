/** The alert rules against made-up series, and Prometheus' configuration, by promtool: where there is one on PATH. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../k8s/components/grafana/prometheus');
/** Nothing, or what promtool has to say against it. */
function complaint(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

const there = spawnSync('promtool', ['--version']).status === 0;

describe.skipIf(!there)('promtool', () => {
  test('each alert fires when it should, and not when it should not', () => {
    expect(complaint('test', 'rules', 'alerts.test.yaml')).toBe('');
  });

  test('Prometheus takes its configuration', () => {
    expect(complaint('check', 'config', '--syntax-only', 'prometheus.yaml')).toBe('');
  });
});
