/**
 * Reads traces from any Jaeger-compatible query API over HTTP.
 *
 * Made for Jaeger 2.13 (legacy paths and a v3 of its own spelling), 2.20 (both), 2.21 (no legacy search), and
 * `packages/local-backend`. Which of them it talks to is found out by asking, each time.
 */
import {
  buildTrace,
  buildTraces,
  fromJaegerJson,
  fromOtlpJson,
  type Span,
  type Trace,
} from '@tracewalk/trace-model';
import { AnswerError, apiBase, getJson, refused, type Answer, type Limits } from './get-json.ts';
import { searchSpans, type TraceQuery } from './search.ts';

export interface Operation {
  readonly name: string;
  /** `server`, `client`, ...; empty when the API does not say. */
  readonly spanKind: string;
}

/** So many calls went from one service to another. */
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

export interface QueryClient {
  /** Sorted by name. */
  services(): Promise<string[]>;
  operations(service: string): Promise<Operation[]>;
  /** The latest first. */
  search(query: TraceQuery): Promise<Trace[]>;
  /** The trace of this id (32 hex digits); undefined when there is none. */
  trace(id: string): Promise<Trace | undefined>;
  /** The trace that began last within an hour, of one service or of all but Jaeger's own. */
  lastTrace(service?: string): Promise<Trace | undefined>;
  /** Of the last day. */
  dependencies(): Promise<Dependency[]>;
}

/** @param url where the API's page is, e.g. `http://127.0.0.1:16686` or `https://example.org/jaeger` */
export function createQueryClient(url: string, limits: Limits = {}): QueryClient {
  const base = apiBase(url);
  const get = (path: string, parameters?: Record<string, string | undefined>) =>
    getJson(base, path, parameters, limits);

  /** The list `name` in the answer of the first of these paths that there is. */
  const list = async (action: string, attempts: readonly Attempt[]): Promise<unknown[]> => {
    let answer: Answer = { kind: 'absent' };
    for (const { path, parameters, name } of attempts) {
      answer = await get(path, parameters);
      if (answer.kind === 'ok') return listIn(answer.json, name, action);
    }
    throw refused(base, action, answer);
  };

  const client: QueryClient = {
    async services() {
      const names = await list('list services', [
        { path: 'api/v3/services', name: 'services' },
        { path: 'api/services', name: 'data' },
      ]);
      return names.map(String).toSorted();
    },
    async operations(service) {
      const found = await list('list operations', [
        { path: 'api/v3/operations', parameters: { service }, name: 'operations' },
        { path: 'api/operations', parameters: { service }, name: 'data' },
      ]);
      return (found as Partial<Operation>[]).map(({ name = '', spanKind = '' }) => ({ name, spanKind }));
    },
    async search(query) {
      const traces = buildTraces(await searchSpans(base, query, limits));
      return traces.toSorted((a, b) => b.start - a.start);
    },
    async trace(id) {
      if (!/^[0-9a-f]{1,32}$/i.test(id))
        throw new Error(`Cannot look up trace ${id}: an id is 32 hex digits`);
      const spans = await traceSpans(base, id.toLowerCase(), limits);
      return spans.length > 0 ? buildTrace(spans) : undefined;
    },
    async lastTrace(service) {
      const services = service === undefined ? (await client.services()).filter(isNotJaeger) : [service];
      const found = await Promise.all(services.map((each) => client.search({ service: each, limit: 5 })));
      return found.flat().toSorted((a, b) => b.start - a.start)[0];
    },
    async dependencies() {
      const parameters = { endTs: String(Date.now()), lookback: String(DAY_MS) };
      return (await list('list dependencies', [
        { path: 'api/dependencies', parameters, name: 'data' },
      ])) as Dependency[];
    },
  };
  return client;
}

const DAY_MS = 86_400_000;

/** Jaeger traces its own queries: the last trace would always be that of asking for it. */
const isNotJaeger = (service: string) => service !== 'jaeger' && service !== 'jaeger-query';

/**
 * The legacy path goes first: every generation has kept it. `raw` asks for times as they were sent, not as Jaeger
 * adjusts them between clocks.
 */
async function traceSpans(base: URL, id: string, limits: Limits): Promise<Span[]> {
  let [answer, read] = [await getJson(base, `api/traces/${id}`, { raw: 'true' }, limits), fromJaegerJson];
  if (answer.kind === 'absent') {
    [answer, read] = [
      await getJson(base, `api/v3/traces/${id}`, { raw_traces: 'true' }, limits),
      fromOtlpJson,
    ];
  }
  if (answer.kind === 'ok') return read(answer.json);
  if (answer.kind === 'refused' && answer.status === 404) return [];
  throw refused(base, `look up trace ${id}`, answer);
}

interface Attempt {
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The list's name in the answer. */
  readonly name: string;
}

/** Jaeger leaves empty lists out, or writes `null`. */
function listIn(json: unknown, name: string, action: string): unknown[] {
  const value = (json as Record<string, unknown> | null)?.[name] ?? [];
  if (Array.isArray(value)) return value;
  throw new AnswerError(`Cannot ${action}: ${name} in the answer is not a list`);
}
