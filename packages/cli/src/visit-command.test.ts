import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.ts';

describe('tracewalk visit', { timeout: 60_000 }, () => {
  it('opens profiles, also while there is no answer, until it is told to stop', async () => {
    const opened: (string | undefined)[] = [];
    const frontend = createServer((request, response) => {
      opened.push(request.url);
      if (opened.length === 1) response.destroy();
      else response.end();
    });
    await new Promise<void>((listening) => frontend.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(frontend.address() as AddressInfo).port}`;
    const { said, stop } = runCommand(['visit', '--frontend', url]);
    await vi.waitFor(() => expect(opened.length).toBeGreaterThan(1), 30_000);

    expect(await stop()).toBe(0);
    expect(opened).toEqual(opened.map(() => expect.stringMatching(/^\/api\/profiles\/\d+$/)));
    expect(said()).toBe(`Somebody opens a profile at ${url} every second.\n`);
    frontend.close();
  });
});
