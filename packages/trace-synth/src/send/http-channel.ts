/**
 * One HTTP/1.1 connection that sends one request after the other. Written on sockets, since a request here is one write
 * and one answer: Node's own client takes as long for that as encoding all the spans.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { HEAD_ROOM } from '../encode/batch.ts';
import { type Endpoint, endpointUrl, tlsOptions } from './endpoint.ts';
import { type HttpResponse, readResponse } from './http-response.ts';
import { networkReason } from './network-error.ts';
import type { Channel, Outcome, Packet } from './outcome.ts';

/** What a status and its body mean depends on the protocol. */
export type ReadAnswer = (response: HttpResponse) => Outcome;

export class HttpChannel implements Channel {
  readonly #endpoint: Endpoint;
  readonly #url: URL;
  readonly #head: Buffer;
  readonly #readAnswer: ReadAnswer;
  #socket: Socket | undefined;
  #received: Buffer[] = [];
  #settle: ((outcome: Outcome) => void) | undefined;

  /** @throws Error if the headers are too long */
  constructor(endpoint: Endpoint, contentType: string, readAnswer: ReadAnswer) {
    this.#endpoint = endpoint;
    this.#url = endpointUrl(endpoint.url, endpoint.protocol);
    this.#head = Buffer.from(headOf(this.#url, endpoint, contentType), 'latin1');
    this.#readAnswer = readAnswer;
    if (this.#head.length + MAX_LENGTH_LINE > HEAD_ROOM) {
      throw new Error(`Cannot send to ${endpoint.url}: the headers are longer than ${HEAD_ROOM} bytes`);
    }
  }

  async send(packet: Packet): Promise<Outcome> {
    try {
      this.#socket ??= await this.#connect();
    } catch (error) {
      return { kind: 'later', reason: networkReason(error), written: false };
    }
    return this.#exchange(this.#socket, packet);
  }

  close(): void {
    this.#abandon('the run has ended');
  }

  #exchange(socket: Socket, packet: Packet): Promise<Outcome> {
    return new Promise((resolve) => {
      const { timeoutMs } = this.#endpoint;
      const timer = setTimeout(() => this.#abandon(`no answer within ${timeoutMs / 1_000} s`), timeoutMs);
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(outcome);
      };
      socket.write(this.#framed(packet));
    });
  }

  /** The head is put right before the body: both go in one write. */
  #framed({ buffer, end }: Packet): Buffer {
    const lengthLine = `${end - HEAD_ROOM}\r\n\r\n`;
    const at = HEAD_ROOM - lengthLine.length;
    buffer.write(lengthLine, at, 'latin1');
    this.#head.copy(buffer, at - this.#head.length);
    return buffer.subarray(at - this.#head.length, end);
  }

  #connect(): Promise<Socket> {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const { hostname, protocol, port } = this.#url;
    const host = hostname.replace(/^\[|\]$/g, '');
    const isTls = protocol === 'https:';
    const where = { host, port: Number(port || (isTls ? 443 : 80)) };
    const socket = isTls
      ? connectTls({
          ...where,
          ...(isIP(host) === 0 && { servername: host }),
          ...tlsOptions(this.#endpoint.tls),
          ALPNProtocols: ['http/1.1'],
        })
      : connect(where);
    const { timeoutMs } = this.#endpoint;
    const timer = setTimeout(
      () => socket.destroy(new Error(`no connection within ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    socket.once(isTls ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the run has ended')));
    this.#opening = socket;
    return promise.then(
      () => {
        clearTimeout(timer);
        this.#opening = undefined;
        return this.#opened(socket);
      },
      (error: unknown) => {
        clearTimeout(timer);
        this.#opening = undefined;
        throw error;
      },
    );
  }

  #opening: Socket | undefined;

  #opened(socket: Socket): Socket {
    this.#received = [];
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(socket, chunk));
    socket.once('end', () => this.#take(socket, undefined));
    socket.on('error', (error) => this.#lost(socket, networkReason(error)));
    socket.once('close', () => this.#lost(socket, 'the connection was closed'));
    return socket;
  }

  /** @param chunk undefined when no more will come */
  #take(socket: Socket, chunk: Buffer | undefined): void {
    if (socket !== this.#socket) return;
    // Between two requests nothing is to be said but goodbye.
    if (!this.#settle) return this.#drop();
    if (chunk) this.#received.push(chunk);
    try {
      const bytes =
        this.#received.length === 1 ? (this.#received[0] as Buffer) : Buffer.concat(this.#received);
      const read = readResponse(bytes, chunk === undefined);
      if (!read) {
        this.#received = [bytes];
        if (chunk === undefined) this.#abandon('the connection was closed');
        return;
      }
      this.#received = [];
      // An answer that comes before all was written, or with more behind it, is the last one here.
      const isClean = read.end === bytes.length && socket.writableLength === 0;
      if (!isClean || !read.response.keepsAlive || chunk === undefined) this.#drop();
      this.#settle(this.#readAnswer(read.response));
    } catch (error) {
      this.#abandon((error as Error).message);
    }
  }

  #lost(socket: Socket, reason: string): void {
    if (socket === this.#socket) this.#abandon(reason);
  }

  #abandon(reason: string): void {
    this.#drop();
    this.#settle?.({ kind: 'unanswered', reason });
  }

  #drop(): void {
    this.#opening?.destroy();
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}

/** `Content-Length`'s digits and the empty line. */
const MAX_LENGTH_LINE = 16;

function headOf({ host, pathname, search }: URL, endpoint: Endpoint, contentType: string): string {
  const lines = [
    `POST ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: tracewalk/0.1.0',
    `Content-Type: ${contentType}`,
    ...(endpoint.compression === 'none' ? [] : [`Content-Encoding: ${endpoint.compression}`]),
    ...Object.entries(endpoint.headers).map(([name, value]) => `${name}: ${value}`),
    'Content-Length: ',
  ];
  return lines.join('\r\n');
}
