import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.ts';

describe('tracewalk load merge, of drives', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-merge-'));
  const sessions = new Set<string>();
  const server = createServer((request, response) => {
    sessions.add(String(request.headers['baggage']));
    response.end('{}');
  });
  let parts: string[] = [];

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const frontend = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const flags = ['--rate', '60', '--duration', '1s', '--seed', '1', '--bad', '0', '--json', '-'];
    const drives = [0, 1, 2].map((index) =>
      runCommand(['load', 'drive', '--frontend', frontend, '--partition', `${index}/3`, ...flags]),
    );
    await Promise.all(drives.map(({ exitCode }) => exitCode));
    parts = drives.map(({ said }) => said());
  }, 60_000);
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it('makes one report of what several generators printed', async () => {
    const logs = join(folder, 'logs');
    const html = join(folder, 'merged.html');
    writeFileSync(logs, parts.join(''));
    const { said, exitCode } = runCommand(['load', 'merge', logs, '--json', '-', '--html', html]);
    expect(await exitCode).toBe(0);
    const merged = JSON.parse(said()) as { asked: number; sessions: { begun: number } };
    expect(merged).toMatchObject({ generators: 3, asked: 60, answered: 60, errors: 0, seconds: 1 });
    expect(merged.sessions.begun).toBe(sessions.size);
    expect(readFileSync(html, 'utf8')).toContain('3 generators');
  });

  it.each([
    ['is not there', () => join(folder, 'none'), /^Cannot read the report .*none: ENOENT/],
    ['is no report', () => written('no-report', 'hello\n'), /no-report/],
    [
      'is of two kinds',
      () => written('mixed', `${parts[0]}{"kind":"tracewalk-synth"}\n`),
      /mixed, line 2 is not/,
    ],
  ])('refuses what %s', async (_what, file, message) => {
    const { said, exitCode } = runCommand(['load', 'merge', file()]);
    expect(await exitCode).toBe(2);
    expect(said()).toMatch(message);
    expect(said().trimEnd()).not.toContain('\n');
  });

  function written(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }
});
