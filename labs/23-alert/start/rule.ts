/** An alert rule. This is yours. */

/** What is known of a span that a service made for a request (kind SERVER). */
export interface Request {
  service: string;
  /** HTTP status code of the answer. */
  status: number;
  /** Whether the span is an error. */
  error: boolean;
  durationMs: number;
}

export interface Alert {
  service: string;
  kind: 'errors' | 'latency';
}

/** Which alerts fire, from all requests of the last five minutes. */
export function alerts(requests: readonly Request[]): Alert[] {
  return requests.filter(({ status }) => status >= 400).map(({ service }) => ({ service, kind: 'errors' }));
}
