/**
 * `GET /events/stream`: what a page that is open is told, as server-sent events: coins as they fall, and, with `?run=`, how a
 * run goes on. One stream for a page, so that a browser has connections left for its requests.
 *
 * It is not traced (packages/telemetry/src/instrumentations.ts): its span would last as long as somebody looks at the page.
 */
import { parse, Problem } from '@tracewalk/service';
import { toText } from '@tracewalk/service/html';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { coinItems, feedState, newCoins } from './coins.ts';
import type { EventFeed } from './event-feed.ts';
import type { Site } from './layout.ts';
import { type runReader, watchRun } from './watch-run.ts';

export interface LiveStream {
  open(request: Request, response: Response): void;
  /** Ends all streams, and opens no more. */
  stop(): void;
}

interface Sources {
  feed: EventFeed;
  readRun: ReturnType<typeof runReader>;
  site: Pick<Site, 'viewerUrl'>;
}

const QUERY = z.object({ run: z.uuid().optional() });

/** What lies between may take a connection on which nothing happens for dead, in ms. */
const COMMENT_EVERY = 15_000;
/** A page that reads so much slower than things happen is cut off, in bytes. It may connect again. */
const MAX_UNREAD = 256 * 1024;

export function createLiveStream({ feed, readRun, site }: Sources, maxStreams: number): LiveStream {
  const open = new Set<Response>();
  let stopped = false;

  return {
    open: (request, response) => {
      const { run } = parse(QUERY, request.query, 'query');
      if (stopped) throw new Problem(503, 'Cannot open a stream: the service stops');
      if (open.size >= maxStreams) {
        response.set('retry-after', '10');
        throw new Problem(503, `Cannot open a stream: all ${maxStreams} are taken`);
      }
      // The connection ends with the stream, or the service could not close its port.
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'close',
      });
      response.write('retry: 2000\n\n');
      const send = (event: string, data: unknown) =>
        write(response, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      const gone = new AbortController();
      const comments = setInterval(() => write(response, ': still here\n\n'), COMMENT_EVERY);
      const unfollow = feed.follow((event) => {
        if (!event) return send('feed', { says: feedState(feed.state) });
        if (event.kind !== 'coin') return;
        const [, before] = feed.recent().filter(({ kind }) => kind === 'coin');
        const coins = newCoins(event, before?.kind === 'coin' ? before : undefined);
        send('coins', { html: toText(coinItems(coins, site)) });
      });
      open.add(response);
      response.once('close', () => {
        gone.abort();
        clearInterval(comments);
        unfollow();
        open.delete(response);
      });
      send('feed', { says: feedState(feed.state) });
      if (run)
        void watchRun(readRun, { id: run, tell: (update) => send('run', update), signal: gone.signal });
    },
    stop: () => {
      stopped = true;
      for (const response of open) response.end();
    },
  };
}

function write(response: Response, text: string): void {
  if (response.writableEnded) return;
  if (response.writableLength > MAX_UNREAD) response.destroy();
  else response.write(text);
}
