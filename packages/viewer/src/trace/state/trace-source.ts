/** Where a trace's parts are fetched: of the store's traces, or of those in a file that was dropped. */
import { withParameters } from '../../api/get-json.ts';

export interface TraceSource {
  readonly traceId: string;
  /** The name the backend gave to a dropped file; '' when the trace is one of the store's. */
  readonly file: string;
  /** The path of a part, e.g. `/spans/3`; the skeleton's without one. */
  path(part?: string, parameters?: Readonly<Record<string, string | number>>): string;
}

export const traceSource = (traceId: string, file: string): TraceSource => ({
  traceId,
  file,
  path: (part = '', parameters = {}) =>
    withParameters(`/api/viewer/traces/${encodeURIComponent(traceId)}${part}`, { ...parameters, file }),
});
