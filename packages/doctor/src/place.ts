/** What is examined: a system on the laptop, in Docker, on a cluster. */
import type { Check, Finding } from './finding.ts';
import type { ServiceSettings } from './settings/service-settings.ts';

/** How an address that a setting names is reached from here. */
export type Reached =
  | { readonly url: URL; readonly servername?: string }
  /** It is not, and why. */
  | { readonly skip: string };

export interface Place extends AsyncDisposable {
  /** As in `Tracewalk's doctor looks at the local system`. */
  readonly name: string;
  /** Under which the marks of a run are remembered for the next. */
  readonly key: string;
  readonly services: readonly ServiceSettings[];
  /** What was seen before anything was asked: of pods, of Services. */
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
  /** The page, if it can be reached. */
  readonly frontend: URL | undefined;
  /** The query API, if it can be reached. */
  readonly query: URL | undefined;
  /** The Collector's own metrics, e.g. http://127.0.0.1:8888/metrics, where there may be some. */
  readonly metrics: URL | undefined;
  /** When the storage of traces was started; undefined where nobody knows. */
  readonly storageStarted?: Date;
  /** How long spans may take until they are found; in ms. */
  readonly patienceMs: number;
  reach(url: URL): Promise<Reached>;
}
