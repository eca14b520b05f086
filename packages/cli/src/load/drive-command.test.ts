import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../run-command.ts';

describe('tracewalk load drive', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-drive-'));
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.statusCode = request.url === '/api/stacks' ? 500 : 200;
    response.end('{}');
  });
  let frontend = '';

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    frontend = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const drive = (...args: string[]) =>
    runCommand(['load', 'drive', '--frontend', frontend, '--bad', '0', '--rate', '50', ...args]);

  it('prints a report, writes it as JSON and as a page, and ends with 0', async () => {
    const [json, html] = [join(folder, 'drive.json'), join(folder, 'drive.html')];
    const { said, exitCode } = drive(
      '--duration',
      '1s',
      '--journeys',
      'profile',
      '--json',
      json,
      '--html',
      html,
    );
    expect(await exitCode).toBe(0);
    expect(said()).toContain('asked      50 requests, 50.0/s');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ asked: 50, answered: 50, errors: 0 });
    expect(readFileSync(html, 'utf8')).toContain('<h1>Drive of ');
  });

  it('waits for a target that is not there yet, with --wait', async () => {
    const late = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((listening) => late.listen(0, '127.0.0.1', listening));
    const { port } = late.address() as AddressInfo;
    await new Promise((closed) => late.close(closed));
    const args = ['--frontend', `http://127.0.0.1:${port}`, '--wait', '30s', '--duration', '1s'];
    const { said, exitCode } = drive(...args, '--journeys', 'profile');
    setTimeout(() => late.listen(port, '127.0.0.1'), 1_000);
    expect(await exitCode).toBe(0);
    expect(said()).toContain('errors     0');
    late.close();
    late.closeAllConnections();
  });

  it('prints nothing but the report on one line with --json -', async () => {
    const { said, exitCode } = drive('--duration', '200ms', '--json', '-', '--journeys', 'profile');
    expect(await exitCode).toBe(0);
    expect(said().trimEnd()).not.toContain('\n');
    expect(JSON.parse(said())).toMatchObject({ kind: 'tracewalk-drive', asked: 10 });
  });

  it('ends with 1 when a threshold is missed, and says which', async () => {
    const args = ['--duration', '1s', '--journeys', 'browse', '--think', '0'];
    const { said, exitCode } = drive(...args, '--fail-if', 'errors>1%', '--fail-if', 'p99>10s');
    expect(await exitCode).toBe(1);
    expect(said()).toMatch(/errors>1% +[\d.]+ % +yes: this run fails/);
    expect(said()).toMatch(/p99>10s +[\d.]+ ms +no/);
    expect(said()).toMatch(/answered 500, not 200 +GET \/api\/stacks/);
  });

  it('stops on Ctrl-C with the report of what was', async () => {
    const before = asked;
    const { said, process: child, exitCode } = drive('--duration', '1h', '--journeys', 'profile');
    await vi.waitFor(() => expect(asked).toBeGreaterThan(before), 30_000);
    child.kill('SIGINT');
    expect(await exitCode).toBe(0);
    expect(said()).toContain('0 broken off');
  });

  const unreadable = join(folder, 'arrivals.csv');
  writeFileSync(unreadable, '1\nsoon\n');

  it.each([
    [['--rate', '-1'], 'Cannot drive: --rate: expected at least 0.000001'],
    [['--rate', '1e9'], 'Cannot drive: --rate: expected at most 200000'],
    [['--frontend', 'frontend'], 'Cannot drive: --frontend: expected an http:// or https:// URL'],
    [
      ['--frontend', 'http://127.0.0.1:1'],
      'Cannot drive http://127.0.0.1:1: connection refused. Is the system up there?',
    ],
    [['--max-in-flight', '0'], 'Cannot drive: --max-in-flight: expected at least 1'],
    [
      ['--replay', unreadable],
      `Cannot read arrival times from ${unreadable}: line 2 begins with 'soon', which is no time. Expected ISO 8601 or seconds`,
    ],
    [['--html', '/nowhere/drive.html'], /^Cannot write \/nowhere\/drive\.html: ENOENT/],
    [['--attendee', 'a,b'], /^Cannot drive: --attendee: expected letters/],
    [['--no-such-flag'], "error: unknown option '--no-such-flag'"],
  ])('refuses %j with one line and ends with 2', async (args, message) => {
    const before = asked;
    const { said, exitCode } = drive('--duration', '1s', ...args);
    expect(await exitCode).toBe(2);
    expect(said()).toMatch(message);
    expect(said().trimEnd()).not.toContain('\n');
    expect(asked).toBe(before);
  });

  it('has examples in its help', async () => {
    const { said, exitCode } = runCommand(['load', 'drive', '--help']);
    expect(await exitCode).toBe(0);
    expect(said()).toContain("tracewalk load drive --rate 20 --fail-if 'p99>500ms'");
  });
});
