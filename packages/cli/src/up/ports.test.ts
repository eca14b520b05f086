import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPorts } from './ports.ts';

describe('checkPorts()', () => {
  let other: Server;
  let port: number;

  beforeEach(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    ({ port } = other.address() as AddressInfo);
  });
  afterEach(() => void other.close());

  it('names the port that is taken, whose it is to be, and the way out', async () => {
    await expect(checkPorts([{ owner: 'user', port }], 0)).rejects.toThrow(
      `Cannot start user: port ${port} is taken. Stop what uses it, or move the whole system: --port-offset 100`,
    );
  });

  it('waits for a port that is about to be free', async () => {
    const checked = checkPorts([{ owner: 'user', port }], 10_000);
    other.close();
    await expect(checked).resolves.toBeUndefined();
  });

  it('says that there is no such port', async () => {
    await expect(checkPorts([{ owner: 'user', port: 65_536 }], 0)).rejects.toThrow(
      'Cannot start user: there is no port 65536. Use a smaller --port-offset',
    );
  });
});
