/** The workshop's page and what it is told, over HTTP. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FoundLab } from '@tracewalk/lab';
import { toText } from '@tracewalk/service/html';
import { projectFolder } from '../project-folder.ts';
import { type Addresses, attendeePage } from './attendee-page.ts';
import { type Board, type Order, ORDERS, withReport } from './board.ts';
import { guard, isLoopback } from './guard.ts';
import { readReport } from './read-report.ts';
import { Refusal } from './refusal.ts';
import type { Report } from './report.ts';
import { boardOf, workshopPage } from './workshop-page.ts';

export interface WorkshopOptions extends Addresses {
  host: string;
  port: number;
  labs: readonly FoundLab[];
  board: Board;
  /** Called with each new board, before whoever told it gets an answer. */
  keep: (board: Board) => void;
  /** Called with each report that was taken, before that. */
  onReport?: (report: Report) => Promise<void>;
}

export interface RunningWorkshop {
  port: number;
  stop(): Promise<void>;
}

const MOST_STREAMS = 100;
/** Less than the patience of a proxy, in ms. */
const STILL_THERE = 15_000;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export async function startWorkshop(options: WorkshopOptions): Promise<RunningWorkshop> {
  const { labs, keep, onReport } = options;
  const names = new Set(labs.map(({ name }) => name));
  const files = readFiles();
  const streams = new Map<ServerResponse, Order>();
  let board = options.board;

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const report = await readReport(request, names);
    // Tried first: what is refused changes nothing.
    applied(board, report);
    await onReport?.(report);
    board = applied(board, report);
    keep(board);
    for (const [stream, order] of streams) tell(stream, order);
    send(response, 'application/json', JSON.stringify(board.attendees[report.attendee]?.[report.lab] ?? {}));
  };
  const tell = (stream: ServerResponse, order: Order) =>
    stream.write(`event: board\ndata: ${JSON.stringify(toText(boardOf(board, labs, order)))}\n\n`);
  const follow = (response: ServerResponse, order: Order) => {
    if (streams.size >= MOST_STREAMS) throw new Refusal(503, 'Cannot follow: too many pages are open');
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    streams.set(response, order);
    response.once('close', () => streams.delete(response));
    tell(response, order);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    guard(request, !isLoopback(options.host));
    const url = URL.parse(request.url ?? '/', 'http://workshop');
    const path = url?.pathname ?? '/';
    if (path === '/api/progress' && request.method === 'POST') return take(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Refusal(405, `Cannot ${request.method} ${path}: only GET`);
    const order = ORDERS.find((each) => each === url?.searchParams.get('order')) ?? 'name';
    if (path === '/') return send(response, 'text/html', workshopPage(board, labs, order));
    if (path === '/events') return follow(response, order);
    if (path === '/api/progress')
      return send(response, 'application/json', JSON.stringify({ labs: [...names], ...board }));
    const attendee = attendeeIn(path);
    if (attendee !== undefined && Object.hasOwn(board.attendees, attendee)) {
      const ownUrl = `http://${request.headers.host}`;
      const standings = board.attendees[attendee] ?? {};
      return send(response, 'text/html', attendeePage(attendee, standings, labs, { ...options, ownUrl }));
    }
    const file = files.get(path);
    if (!file) throw new Refusal(404, `Cannot find ${path.slice(0, 128)}: there is no such page`);
    send(response, file.type, file.text);
  };

  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => refuse(request, response, error));
  });
  const stillThere = setInterval(() => {
    for (const stream of streams.keys()) stream.write(':\n\n');
  }, STILL_THERE);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(stillThere);
      for (const stream of streams.keys()) stream.end();
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      });
    },
  };
}

function applied(board: Board, report: Report): Board {
  try {
    return withReport(board, report, new Date());
  } catch (error) {
    throw new Refusal(409, (error as Error).message);
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known = error instanceof Refusal;
  if (!known) console.error(error);
  if (response.headersSent) return void response.destroy();
  // What is left of a body is not read.
  if (!request.complete) response.setHeader('connection', 'close');
  const detail = known ? error.message : 'Cannot answer: something went wrong here';
  send(response, 'application/problem+json', JSON.stringify({ detail }), known ? error.status : 500);
}

function send(response: ServerResponse, type: string, text: string, status = 200): void {
  response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8` });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

function attendeeIn(path: string): string | undefined {
  const [, name] = /^\/attendees\/([^/]+)$/.exec(path) ?? [];
  try {
    return name && decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8');

function readFiles(): Map<string, { type: string; text: string }> {
  const own = 'packages/cli/src/workshop';
  const style = read('packages/waterfall/src/tokens.css') + read(`${own}/workshop.css`);
  return new Map([
    ['/workshop.css', { type: 'text/css', text: style }],
    ['/live.js', { type: 'text/javascript', text: read(`${own}/live.js`) }],
    ['/favicon.svg', { type: 'image/svg+xml', text: read('services/frontend/src/favicon.svg') }],
  ]);
}

const listen = (
  server: ReturnType<typeof createServer>,
  { host, port }: { host: string; port: number },
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      const state = code === 'EADDRINUSE' ? 'the port is taken. Choose another one with --port' : message;
      reject(new Error(`Cannot open the workshop on ${host}:${port}: ${state}`));
    });
    server.listen(port, host, resolve);
  });
