/** A sink for tests: answers as it is told, and keeps what it was sent. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Sent {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export async function testSink(answer: (response: ServerResponse, count: number) => void) {
  const sent: Sent[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    sent.push({ url: request.url ?? '', headers: request.headers, body: await text(request) });
    answer(response, sent.length);
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/default`,
    sent,
    stop: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
