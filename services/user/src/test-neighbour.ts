/** For tests: somebody to call, who answers as the test says, and remembers the headers of each request. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Neighbour {
  url: string;
  headers: IncomingHttpHeaders[];
  stop(): void;
}

/** Never answers. */
export const hangs: RequestListener = () => undefined;

export async function startNeighbour(answer: RequestListener): Promise<Neighbour> {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
