/** For tests: servers that are what they are, on free ports, ended with the test. */
import { createServer, request as askHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

export interface Running extends AsyncDisposable {
  readonly port: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const httpServer = (answer: Answer): Promise<Running> => listen(createServer(answer));

export const httpsServer = (
  options: TlsOptions,
  answer: Answer = (_, response) => void response.end(),
): Promise<Running> => listen(createHttpsServer(options, answer));

export const tcpServer = (onConnection: (socket: Socket) => void): Promise<Running> =>
  listen(createTcpServer(onConnection));

/** Answers with the status, and no message. */
export const grpcServer = (status: number, message = 'as the test says'): Promise<Running> => {
  const server = createHttp2Server();
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => undefined);
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': String(status),
        'grpc-message': encodeURIComponent(message),
      },
      { endStream: true },
    );
    stream.resume();
  });
  return listen(server);
};

/** Answers with a message, as when some spans are rejected. */
export const grpcServerThatSays = (message: Buffer): Promise<Running> => {
  const server = createHttp2Server();
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    stream.resume();
  });
  return listen(server);
};

/** Asks another server, and answers what that does. */
export const passOnTo =
  (url: string): Answer =>
  (request, response) => {
    const { method = 'GET', headers } = request;
    const forwarded = askHttp(new URL(request.url ?? '', url), { method, headers }, (answer) => {
      const { 'content-type': type = '', 'content-encoding': encoding } = answer.headers;
      const kept = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
      response.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  };

/** Passes everything on, but for what a test answers itself. */
export const proxyTo = (
  url: string,
  instead: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<Running> => {
  const passOn = passOnTo(url);
  return httpServer((request, response) => {
    if (!instead(request, response)) passOn(request, response);
  });
};

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  await using server = await tcpServer(() => undefined);
  return server.port;
}

async function listen(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
