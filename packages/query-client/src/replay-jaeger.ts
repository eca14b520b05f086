/**
 * For tests: a query API that answers as a generation of Jaeger does. 2.13's answers were recorded from the real
 * program, statuses and content types included; how 2.20 and 2.21 differ was read in their sources.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Generation = '2.13' | '2.20' | '2.21';

interface Answer {
  status: number;
  type: string;
  body: string;
}

export interface Replay extends AsyncDisposable {
  readonly url: string;
  /** Path and query of each request, in order. */
  readonly requests: string[];
}

export const RECORDED_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Answers under `basePath` as Jaeger does with that `base_path`. */
export function replayJaeger(generation: Generation, basePath = ''): Promise<Replay> {
  const requests: string[] = [];
  return serve((request, response) => {
    requests.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://localhost');
    const { status, type, body } = answer(generation, url.pathname.slice(basePath.length), url.searchParams);
    response.writeHead(status, { 'content-type': type }).end(body);
  }, requests);
}

/** Any server, on a free port of this machine only. */
export async function serve(
  answerWith: (request: IncomingMessage, response: ServerResponse) => void,
  requests: string[] = [],
): Promise<Replay> {
  const server = createServer(answerWith);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const fixture = (name: string): string =>
  readFileSync(new URL(`../../trace-model/src/fixtures/jaeger-2.13-${name}.json`, import.meta.url), 'utf8');

const legacy = (body: string, status = 200): Answer => ({
  status,
  type: status === 200 ? 'application/json' : 'text/plain; charset=utf-8',
  body,
});
/** v3's JSON is called plain text, by 2.13 at least. */
const v3 = (body: string, status = 200): Answer => ({ status, type: 'text/plain; charset=utf-8', body });

/** What a path gets that Jaeger does not know. */
const PAGE: Answer = {
  status: 200,
  type: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\n<html lang="en">',
};

const list = (data: string) => `{"data":${data},"total":0,"limit":0,"offset":0,"errors":null}`;
const failure = (code: number, msg: string) =>
  legacy(`{"data":null,"total":0,"limit":0,"offset":0,"errors":[{"code":${code},"msg":"${msg}"}]}\n`, code);
const v3Failure = (code: number, message: string) =>
  v3(`{"error":{"httpCode":${code},"message":"${message}"}}\n`, code);

const OPERATIONS =
  '[{"name":"GET /users/:id","spanKind":"server"},{"name":"SELECT users","spanKind":"client"}]';

function answer(generation: Generation, path: string, parameters: URLSearchParams): Answer {
  switch (path) {
    case '/api/v3/services':
      return v3('{"services":["frontend","user","profile"]}');
    case '/api/v3/operations':
      return v3(`{"operations":${OPERATIONS}}`);
    case '/api/v3/traces':
      return searchV3(generation, parameters);
    case `/api/v3/traces/${RECORDED_ID}`:
      return v3(fixture('v3'));
    case `/api/traces/${RECORDED_ID}`:
      return legacy(fixture('legacy'));
    case '/api/traces':
      return generation === '2.21' ? PAGE : searchLegacy(parameters);
    case '/api/dependencies':
      return legacy(list('[{"parent":"frontend","child":"user","callCount":3}]'));
    default:
      if (path.startsWith('/api/traces/')) return failure(404, 'trace not found');
      return path.startsWith('/api/v3/traces/') ? v3Failure(404, 'No traces found') : PAGE;
  }
}

function searchLegacy(parameters: URLSearchParams): Answer {
  if (!/^\d+us$/.test(parameters.get('minDuration') ?? '1us')) return failure(400, 'invalid duration');
  return legacy(parameters.get('service') === 'nobody' ? list('[]') : fixture('legacy'));
}

/** 2.13 spells with underscores, later ones with capitals. */
function searchV3(generation: Generation, parameters: URLSearchParams): Answer {
  const [min, service] =
    generation === '2.13'
      ? ['query.start_time_min', 'query.service_name']
      : ['query.startTimeMin', 'query.serviceName'];
  if (!parameters.has(min)) return v3Failure(400, `${min} is required`);
  return parameters.get(service) === 'nobody' ? v3Failure(404, 'No traces found') : v3(fixture('v3'));
}
