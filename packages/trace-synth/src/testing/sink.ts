/**
 * Takes requests and throws them away, as a process of its own, for benches: HTTP/1.1 with a content length at the least
 * cost, any HTTP/1.1, and gRPC. Says its ports in one line of JSON.
 */
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const ANSWER = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n',
);
const EMPTY_MESSAGE = Buffer.alloc(5);

const fast = createServer((socket) => {
  const read = swallow(socket);
  socket
    .setNoDelay(true)
    .on('data', read)
    .on('error', () => undefined);
});

/** Reads requests that say their length, one after the other. */
function swallow(socket: Socket): (chunk: Buffer) => void {
  let left = 0;
  let head = Buffer.alloc(0);
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        head = Buffer.concat([head, chunk.subarray(at)]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        left = Number(/\r\ncontent-length: (\d+)/i.exec(head.toString('latin1', 0, end + 2))?.[1]);
        at = chunk.length - (head.length - end - 4);
        head = Buffer.alloc(0);
      }
      const taken = Math.min(left, chunk.length - at);
      left -= taken;
      at += taken;
      if (left === 0) socket.write(ANSWER);
    }
  };
}

const any = createHttp((request, response) => {
  request.resume();
  request.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
});

const WINDOW = 16 * 1024 * 1024;
const grpc = createHttp2({ settings: { initialWindowSize: WINDOW } });
grpc.on('session', (session) => {
  session.on('error', () => undefined);
  session.setLocalWindowSize(WINDOW);
});
grpc.on('stream', (stream) => {
  stream.on('error', () => undefined);
  stream.resume();
  stream.once('end', () => {
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.end(EMPTY_MESSAGE);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}

console.log(JSON.stringify({ fast: await listen(fast), any: await listen(any), grpc: await listen(grpc) }));
process.once('disconnect', () => process.exit(0));
