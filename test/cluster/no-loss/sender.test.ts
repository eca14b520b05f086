import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { startBackend } from '@tracewalk/local-backend';
import { createQueryClient } from '@tracewalk/query-client';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../setup/free-port.ts';
import { countNothing, lookAgain } from './count.ts';
import { SenderProcess } from './sender-process.ts';

const spawnNode = (...args: string[]) =>
  spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });

describe('the sender', () => {
  it('makes traces while no Collector is there, and all of them are stored in the end', async () => {
    const ports = {
      otlpGrpc: await freePort(),
      otlpHttp: await freePort(),
      zipkin: await freePort(),
      query: 0,
    };
    const urls = [ports.otlpHttp, ports.otlpGrpc, ports.zipkin].map((port) => `http://127.0.0.1:${port}`);
    const sender = new SenderProcess(spawnNode(join(import.meta.dirname, 'sender/main.ts'), '20', ...urls));
    await sender.start();
    await sleep(1_000);
    expect(sender.made).toBeGreaterThan(10);
    expect(sender.accepted.size).toBe(0);

    await using stack = new AsyncDisposableStack();
    const backend = stack.adopt(await startBackend({ ports }), (each) => each.close());
    await sender.stop();
    expect([...sender.accepted.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: sender.made }, (_, index) => index + 1),
    );

    const client = createQueryClient(backend.urls.query);
    const count = countNothing(sender.accepted);
    await lookAgain(count, sender.accepted, (id) => client.trace(id));
    expect(count.missing).toEqual(new Set());
  }, 30_000);

  it('is reported when it ends before it was told to', async () => {
    const sender = new SenderProcess(spawnNode('-e', 'process.exit(3)'));
    await expect(sender.start()).rejects.toThrow('Cannot go on: the sender ended early, with 3');
  });
});
