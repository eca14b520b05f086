/** Finds out before anything starts whether every port is free. */
import { createServer } from 'node:net';

export interface NeededPort {
  owner: string;
  port: number;
}

/** @throws an error that names the first port that is taken, whose it is to be and the way out. */
export async function checkPorts(ports: NeededPort[]): Promise<void> {
  for (const { owner, port } of ports) {
    if (port > 65_535)
      throw new Error(`Cannot start ${owner}: there is no port ${port}. Use a smaller --port-offset`);
    if (await isTaken(port)) {
      throw new Error(
        `Cannot start ${owner}: port ${port} is taken. Stop what uses it, or move the whole system: --port-offset 100`,
      );
    }
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
