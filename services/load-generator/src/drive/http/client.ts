/** An HTTP/1.1 client for one target: a connection for each request under way, used again by later ones. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { failureOf } from './failure.ts';
import { ResponseReader } from './response-reader.ts';

export interface Request {
  /** Everything up to the body, as it goes on the wire. */
  readonly head: string;
  readonly body: string;
  /** Whether somebody will read the answer's body. */
  readonly keepBody: boolean;
}

export interface Answer {
  readonly status: number;
  readonly location?: string | undefined;
  readonly body: string;
}

/** Called once, with an answer or with the reason why there is none. */
export type Done = (answer: Answer | undefined, failure: string) => void;

/** Node's servers close a connection that was idle for 5 s: what is nearly that old is not used again. In ms. */
const MAX_IDLE = 4_000;

export interface Exchange {
  /** Gives up: the connection is closed, and `done` hears this reason. */
  abandon(reason: string): void;
}

export class HttpClient {
  readonly #url: URL;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();

  constructor(url: URL) {
    this.#url = url;
  }

  send(request: Request, done: Done): Exchange {
    return (this.#takeIdle() ?? this.#connect()).send(request, done, () => this.#connect());
  }

  close(): void {
    for (const each of this.#all) each.close();
  }

  /** The one that was used last: the others may grow old. */
  #takeIdle(): Connection | undefined {
    for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
      if (found.isOpen && performance.now() - found.idleSince < MAX_IDLE) return found;
      found.close();
    }
    return undefined;
  }

  #connect(): Connection {
    const connection = new Connection(
      this.#url,
      () => this.#idle.push(connection),
      () => this.#all.delete(connection),
    );
    this.#all.add(connection);
    return connection;
  }
}

class Connection implements Exchange {
  isOpen = true;
  idleSince = 0;
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  readonly #onIdle: () => void;
  #done: Done | undefined;
  #again: (() => void) | undefined;
  #elsewhere: Exchange | undefined;

  constructor(url: URL, onIdle: () => void, onClose: () => void) {
    this.#onIdle = onIdle;
    this.#socket = open(url);
    this.#socket.setNoDelay(true);
    let failure = 'connection reset';
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => (failure = failureOf(error)));
    this.#socket.on('end', () => {
      if (this.#done && this.#reader.end()) this.#answer();
    });
    this.#socket.on('close', () => {
      this.isOpen = false;
      onClose();
      if (this.#done && this.#again) this.#again();
      else this.#fail(failure);
    });
  }

  /** @param connect for a connection that the other side closed just when it was used again: then a new one is tried. */
  send(request: Request, done: Done, connect: () => Connection): Exchange {
    const isFirst = this.idleSince === 0;
    this.#done = done;
    this.#again = isFirst
      ? undefined
      : () => {
          this.#done = undefined;
          this.#elsewhere = connect().send(request, done, connect);
        };
    this.#reader.begin(request.keepBody);
    this.#socket.write(request.head + request.body);
    return this;
  }

  abandon(reason: string): void {
    if (this.#elsewhere && !this.#done) return this.#elsewhere.abandon(reason);
    if (!this.#done) return;
    this.#again = undefined;
    this.#fail(reason);
    this.close();
  }

  close(): void {
    this.isOpen = false;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    // Something was answered: the request must not be sent a second time.
    this.#again = undefined;
    if (!this.#done) return this.close();
    try {
      if (this.#reader.feed(chunk)) this.#answer();
    } catch (error) {
      this.#fail(`answer not understood: ${(error as Error).message}`);
      this.close();
    }
  }

  #answer(): void {
    const { status, location, body, reusable } = this.#reader;
    const done = this.#done;
    this.#done = undefined;
    if (reusable) {
      this.idleSince = performance.now();
      this.#onIdle();
    } else {
      this.close();
    }
    done?.({ status, location, body }, '');
  }

  #fail(reason: string): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(undefined, reason);
  }
}

function open(url: URL): Socket {
  // An IPv6 address has brackets in a URL.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'https:') {
    const servername = isIP(host) ? '' : host;
    return connectTls({ host, port: Number(url.port || 443), servername, ALPNProtocols: ['http/1.1'] });
  }
  return connectTcp({ host, port: Number(url.port || 80) });
}
