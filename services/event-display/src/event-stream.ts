/** `GET /events/stream`: events as they arrive, as server-sent events (WHATWG HTML, section 9.2). */
import { Problem } from '@tracewalk/service';
import type { Request, Response } from 'express';
import type { Config } from './config.ts';
import type { KeptEvent, RecentEvents } from './recent-events.ts';

export interface EventStream {
  /**
   * Begins after the event that the client saw last: `Last-Event-ID` says which when a browser connects again, `?after`
   * when it connects for the first time. Without either it begins with what arrives next.
   */
  open(request: Request, response: Response, recent: RecentEvents): void;
  send(event: KeptEvent): void;
  /** Ends all streams, and opens no more. */
  close(): void;
}

/** A client that reads so much slower than events arrive is cut off, in bytes. It may connect again and go on. */
const MAX_UNREAD = 1024 * 1024;

export function createEventStream({
  MAX_STREAMS,
  STREAM_COMMENT_MS,
}: Pick<Config, 'MAX_STREAMS' | 'STREAM_COMMENT_MS'>): EventStream {
  const clients = new Set<Response>();
  let closed = false;

  return {
    open: (request, response, recent) => {
      if (closed) throw new Problem(503, 'Cannot open a stream: the service stops');
      if (clients.size >= MAX_STREAMS) {
        response.set('retry-after', '10');
        throw new Problem(503, `Cannot open a stream: all ${MAX_STREAMS} are taken`);
      }
      // The connection ends with the stream, or the service could not close its port.
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'close',
      });
      response.write('retry: 1000\n\n');
      clients.add(response);
      // A line now and then, or what lies between would take the connection for dead.
      const comments = setInterval(() => write(response, ': still here\n\n'), STREAM_COMMENT_MS);
      response.once('close', () => {
        clearInterval(comments);
        clients.delete(response);
      });
      const last = lastSeen(request);
      if (last !== undefined) for (const event of recent.after(last)) write(response, asMessage(event));
    },
    send: (event) => {
      for (const client of clients) write(client, asMessage(event));
    },
    close: () => {
      closed = true;
      for (const client of clients) client.end();
    },
  };
}

function write(client: Response, text: string): void {
  if (client.writableEnded) return;
  if (client.writableLength > MAX_UNREAD) client.destroy();
  else client.write(text);
}

const asMessage = ({ sequence, json }: KeptEvent) => `id: ${sequence}\ndata: ${json}\n\n`;

function lastSeen(request: Request): number | undefined {
  const last = request.get('last-event-id') ?? request.query['after'];
  return typeof last === 'string' && /^\d{1,16}$/.test(last) ? Number(last) : undefined;
}
