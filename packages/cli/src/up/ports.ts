/** Finds out before anything starts whether every port is free. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NeededPort {
  owner: string;
  port: number;
}

/**
 * @param patience how long a port may be taken by a run that is just ending, in ms.
 * @throws an error that names the first port that is taken, whose it is to be and the way out.
 */
export async function checkPorts(ports: NeededPort[], patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (const { owner, port } of ports) {
    if (port > 65_535)
      throw new Error(`Cannot start ${owner}: there is no port ${port}. Use a smaller --port-offset`);
    while (await isTaken(port)) {
      if (Date.now() < deadline) await sleep(50);
      else throw taken(owner, port);
    }
  }
}

const taken = (owner: string, port: number) =>
  new Error(
    `Cannot start ${owner}: port ${port} is taken. Stop what uses it, or move the whole system: --port-offset 100`,
  );

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
