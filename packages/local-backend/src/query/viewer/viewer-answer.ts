/** The routes of `/api/viewer/…`: what the viewer needs beside Jaeger's API. The shapes are in `answers.ts`. */
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../../refusal.ts';
import type { Store } from '../../store/store.ts';
import { limit, traceId } from '../parameters.ts';
import type { ViewerError } from './answers.ts';
import { FileShelf } from './file-shelf.ts';
import { findTraces } from './find-traces.ts';
import { metricSeries } from './metric-series.ts';
import { searchInTrace } from './search-in-trace.ts';
import { serviceGraph } from './service-graph.ts';
import { indexOf, type ShownTrace, ShownTraces } from './shown-trace.ts';
import { skeletonOf } from './skeleton.ts';
import { spanDetail, traceEvents } from './span-detail.ts';

const MAX_EVENTS = 1_500;

export const viewerError = (status: number, message: string): ViewerError => ({ error: { status, message } });

export class ViewerApi {
  readonly #store: Store;
  readonly #shown = new ShownTraces();
  readonly #shelf = new FileShelf((store) => this.#shown.drop(store));

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes a dropped file. */
  takeFile(request: IncomingMessage): Promise<unknown> {
    return this.#shelf.take(request);
  }

  /** Answers a path below `/api/viewer/`, or undefined if it is not one of this API. */
  async answer(path: string[], query: URLSearchParams): Promise<unknown> {
    const [first, id = '', part, span = ''] = path;
    if (first === 'traces' && id) {
      const trace = () => this.#trace(id, query);
      switch (path.length === 4 ? `${part}/…` : (part ?? '')) {
        case '':
          return path.length === 2 ? skeletonOf(trace()) : undefined;
        case 'spans/…':
          return this.#detail(trace(), span);
        case 'events':
          return traceEvents(trace(), limit('limit', query.get('limit'), MAX_EVENTS));
        case 'search':
          return searchInTrace(trace(), query.get('q') ?? '');
        default:
          return undefined;
      }
    }
    if (path.length !== 1) return undefined;
    if (first === 'search') return findTraces(this.#store, query);
    if (first === 'dependencies') return serviceGraph(this.#store, query);
    if (first === 'metrics') return metricSeries(this.#store, query);
    return undefined;
  }

  #trace(id: string, query: URLSearchParams): ShownTrace {
    const file = query.get('file');
    if (!file) return this.#shown.get(this.#store, traceId(id), false);
    const store = this.#shelf.get(file);
    if (!store) throw new Refusal(404, 'Cannot show the trace: its file is not here any more. Drop it again');
    return this.#shown.get(store, traceId(id), true);
  }

  #detail(trace: ShownTrace, span: string): unknown {
    return spanDetail(trace, indexOf(trace, span));
  }
}
