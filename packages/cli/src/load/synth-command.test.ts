import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backendForTest } from '../../../local-backend/src/testing/backend-for-test.ts';
import { runCommand } from '../run-command.ts';

const synth = (...args: string[]) => runCommand(['load', 'synth', ...args]);

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-synth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('tracewalk load synth', { timeout: 120_000 }, () => {
  it('sends traces to a backend and finds every span of them there', async () => {
    const backend = await backendForTest();
    const { urls } = backend;
    const json = join(folderForTest(), 'report.json');
    const { said, exitCode } = synth(
      '--endpoint',
      urls.otlpHttp,
      '--count',
      '50traces',
      '--max',
      '--json',
      json,
      '--reconcile',
      urls.query,
    );
    expect(await exitCode).toBe(0);
    expect(said()).toContain('reconciled 50 of 50 traces: 50 complete, 0 incomplete, 0 absent');
    const report = JSON.parse(readFileSync(json, 'utf8')) as { endpoints: { accepted: number }[] };
    expect(report.endpoints[0]?.accepted).toBe(backend.stats().spans);
  });

  it('ends with 1 when the backend does not hold what it accepted', async () => {
    const [{ urls }, other] = [await backendForTest(), await backendForTest()];
    const { said, exitCode } = synth(
      '--endpoint',
      urls.otlpHttp,
      '--count',
      '5traces',
      '--max',
      '--reconcile',
      other.urls.query,
      '--reconcile-wait',
      '0s',
    );
    expect(await exitCode).toBe(1);
    expect(said()).toContain('5 absent');
  });

  it('stops on Ctrl-C, finishes what is under way, and reports', async () => {
    const backend = await backendForTest();
    const { urls } = backend;
    const {
      process: child,
      said,
      exitCode,
    } = synth('--endpoint', urls.otlpHttp, '--rate', '5000', '--json', '-');
    await expect.poll(() => backend.stats().spans, { timeout: 60_000 }).toBeGreaterThan(100);
    child.kill('SIGINT');
    expect(await exitCode).toBe(0);
    const report = JSON.parse(said()) as { interrupted: boolean; endpoints: { generated: number }[] };
    expect(report.interrupted).toBe(true);
    expect(report.endpoints[0]?.generated).toBe(backend.stats().spans);
  });

  it('writes the same file for the same seed, of which each line is a request', async () => {
    const folder = folderForTest();
    const write = async (name: string) => {
      const file = join(folder, name);
      const { exitCode } = synth(
        '--output',
        file,
        '--count',
        '20traces',
        '--seed',
        '7',
        '--batch',
        '50',
        '--from',
        '2026-11-21T08:00:00Z',
        '--to',
        '2026-11-21T09:00:00Z',
      );
      expect(await exitCode).toBe(0);
      return readFileSync(file, 'utf8');
    };
    const text = await write('a.jsonl');
    expect(await write('b.jsonl')).toBe(text);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('resourceSpans.0.scopeSpans.0.spans.0');
  });

  it('sends nothing and ends with 2 when the receiver is another one', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { said, exitCode } = synth('--endpoint', url);
    expect(await exitCode).toBe(2);
    expect(said()).toBe(`Cannot send to ${url}/v1/traces: it answers 404\n`);
  });

  it.each([
    [['--profile', 'nobody'], /^Cannot find profile nobody: there are .*\n$/],
    [['--rate', '0'], /^Cannot hold the rate '0': it has to be more than 0\n$/],
    [
      ['--endpoint', 'http://127.0.0.1:1'],
      /^Cannot send to http:\/\/127.0.0.1:1\/v1\/traces: connection refused\n$/,
    ],
    [
      ['--output', '/nowhere/traces.jsonl'],
      /^Cannot write \/nowhere\/traces.jsonl: there is no such folder\n$/,
    ],
    [['--json', '/nowhere/report.json'], /^Cannot write \/nowhere\/report.json: .*\n$/],
    [['--topology', '/nowhere.yaml'], /^Cannot read \/nowhere.yaml: there is no such file\n$/],
    [['--fail-if', 'much'], /^Cannot read the threshold 'much': .*\n$/],
    [['--nonsense'], /^error: unknown option '--nonsense'/],
  ])('says in one line what is wrong with %j, and ends with 2', async (args, reason) => {
    const { said, exitCode } = synth(...args);
    expect(await exitCode).toBe(2);
    expect(said()).toMatch(reason);
  });
});

describe('tracewalk load merge', { timeout: 60_000 }, () => {
  it('adds up what the partitions of a run report, and refuses what is none', async () => {
    const backend = await backendForTest();
    const { urls } = backend;
    const folder = folderForTest();
    const files = [join(folder, '0.json'), join(folder, '1.json')];
    for (const [index, json] of files.entries()) {
      const part = ['--partition', `${index}/2`, '--seed', '7', '--json', json];
      const { exitCode } = synth('--endpoint', urls.otlpHttp, '--count', '21traces', '--max', ...part);
      expect(await exitCode).toBe(0);
    }
    const merged = runCommand(['load', 'merge', '--json', '-', ...files]);
    expect(await merged.exitCode).toBe(0);
    const [report] = (JSON.parse(merged.said()) as { endpoints: { traces: number; accepted: number }[] })
      .endpoints;
    expect(report).toMatchObject({ traces: 21, accepted: backend.stats().spans });
    expect(backend.stats().traces).toBe(21);

    writeFileSync(join(folder, 'no.json'), '{}');
    const refused = runCommand(['load', 'merge', join(folder, 'no.json')]);
    expect(await refused.exitCode).toBe(2);
    expect(refused.said()).toMatch(/^Cannot read .*no.json: it is no report of tracewalk load synth: .*\n$/);
  });
});
