/** Stands between two services, passes everything on as it is, and keeps what went by. */
import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  /** Method and path, e.g. `GET /users/1`. */
  asked: string;
  headers: IncomingHttpHeaders;
}

export interface RecordingProxy extends AsyncDisposable {
  url: string;
  /** In the order they came. */
  requests: readonly RecordedRequest[];
}

/** @param port where the real service listens, or will. */
export async function recordingProxy(port: number): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, answer) => {
    const { method, url: path = '/', headers, rawHeaders } = incoming;
    requests.push({ asked: `${method} ${path}`, headers });
    const onward = request({ host: '127.0.0.1', port, method, path, headers: rawHeaders }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
    });
    // A service that is not there is not there for the caller either.
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}
