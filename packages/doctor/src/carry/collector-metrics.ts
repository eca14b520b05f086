/** What a Collector says of itself, in Prometheus' text: how many spans it took, refused, queued, sent, lost. */

export interface CollectorCounts {
  readonly accepted: number;
  readonly refused: number;
  readonly sent: number;
  readonly sendFailed: number;
  readonly enqueueFailed: number;
  readonly queueSize: number;
  readonly queueCapacity: number;
}

/** Versions differ in whether counters end in `_total`. */
const METRICS: Readonly<Record<keyof CollectorCounts, string>> = {
  accepted: 'otelcol_receiver_accepted_spans',
  refused: 'otelcol_receiver_refused_spans',
  sent: 'otelcol_exporter_sent_spans',
  sendFailed: 'otelcol_exporter_send_failed_spans',
  enqueueFailed: 'otelcol_exporter_enqueue_failed_spans',
  queueSize: 'otelcol_exporter_queue_size',
  queueCapacity: 'otelcol_exporter_queue_capacity',
};

const MAX_BYTES = 8 * 2 ** 20;
const TIMEOUT = 2_000;

/** Undefined where nothing answers, or nothing that is a Collector. */
export async function readCollector(url: URL | undefined): Promise<CollectorCounts | undefined> {
  if (!url) return undefined;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
    const text = response.ok ? (await response.text()).slice(0, MAX_BYTES) : '';
    return text.includes('otelcol_') ? countsIn(text) : undefined;
  } catch {
    return undefined;
  }
}

export function countsIn(text: string): CollectorCounts {
  const sums = new Map<string, number>();
  for (const [, name = '', value] of text.matchAll(/^(otelcol_\w+?)(?:_total)?(?:\{[^\n]*\})? (\S+)/gm)) {
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  const counts = (Object.keys(METRICS) as (keyof CollectorCounts)[]).map((key) => [
    key,
    sums.get(METRICS[key]) ?? 0,
  ]);
  return Object.fromEntries(counts) as CollectorCounts;
}
