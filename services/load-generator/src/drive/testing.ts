/** For tests: servers that answer as they are told. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer extends AsyncDisposable {
  url: string;
  asked: IncomingMessage[];
  sockets: Set<Socket>;
}

/** It notes what it was asked. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<TestServer> {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    asked.push(request);
    request.resume();
    void answer(request, response);
  };
  const server = createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sockets,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const STALLING = `
let count = 0;
const server = require('node:http').createServer((request, response) => {
  count += 1;
  if (count === 50) for (const until = Date.now() + STALL; Date.now() < until;);
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
`;

/** A process of its own, which stands still for so many ms at the fiftieth request: nobody is answered meanwhile. */
export async function startStallingServer(stallMs: number): Promise<{ url: string } & AsyncDisposable> {
  const child = spawn(process.execPath, ['-e', `const STALL = ${stallMs};${STALLING}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
