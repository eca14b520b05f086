/** One target: what a step looks like on the wire, with its trace and its session. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { type Done, type Exchange, HttpClient } from './http/client.ts';
import { failureOf } from './http/failure.ts';
import type { Session } from './journeys/sessions.ts';
import { traceIds } from './trace-ids.ts';

/** How long a first connection may take before the run begins, in ms. */
const CONNECT_TIMEOUT = 5_000;
/** Between two looks at a target that is not there yet, in ms. */
const TRY_AGAIN = 250;

export class Target {
  readonly #client: HttpClient;
  readonly #path: string;
  readonly #always: string;
  readonly #baggage: string;

  constructor(url: URL, baggage: readonly string[]) {
    this.#client = new HttpClient(url);
    this.#path = url.pathname.replace(/\/$/, '');
    this.#always = ` HTTP/1.1\r\nhost: ${url.host}\r\nuser-agent: tracewalk-load/0.1.0\r\naccept: */*\r\n`;
    this.#baggage = baggage.map((each) => `,${each}`).join('');
  }

  /** Sends the session's step as the root of a new, sampled trace. */
  send({ step, visitor }: Session, done: Done): { exchange: Exchange; traceId: string } {
    const { traceId, spanId } = traceIds();
    let head =
      `${step.method} ${this.#path}${step.path}${this.#always}traceparent: 00-${traceId}-${spanId}-01\r\n` +
      `baggage: session.id=${visitor.session}${this.#baggage}\r\n`;
    for (const name in step.headers) head += `${name}: ${step.headers[name]}\r\n`;
    const { body = '', reads: keepBody = false } = step;
    if (step.method === 'POST') head += `content-length: ${Buffer.byteLength(body)}\r\n`;
    return { exchange: this.#client.send({ head: `${head}\r\n`, body, keepBody }, done), traceId };
  }

  close(): void {
    this.#client.close();
  }
}

/** @param wait seconds that it may take to be there @throws BadInput when nobody listens there */
export async function checkReachable(url: URL, wait = 0): Promise<void> {
  const end = Date.now() + wait * 1_000;
  for (;;) {
    try {
      return await connectOnce(url);
    } catch (error) {
      if (Date.now() >= end) throw error;
      await sleep(TRY_AGAIN);
    }
  }
}

async function connectOnce(url: URL): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  await new Promise<void>((resolve, reject) => {
    const refuse = (reason: string) =>
      reject(new BadInput(`Cannot drive ${url.origin}: ${reason}. Is the system up there?`));
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => {
      socket.destroy();
      refuse(`no connection within ${CONNECT_TIMEOUT / 1_000} s`);
    });
    socket.once('error', (error) => refuse(failureOf(error)));
  });
}
