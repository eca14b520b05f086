/** What became of spans. When a run is over, generated = accepted + rejected + dropped, exactly. */
export interface Counts {
  /** Made. */
  generated: number;
  /** Of these, written to a connection (or file) at least once. */
  sent: number;
  /** The receiver said that it took them. */
  accepted: number;
  /** The receiver said that it did not: a partial success, or a refusal that trying again would not change. */
  rejected: number;
  /** Sent again, counted each time. */
  retried: number;
  /** Given up: nobody answered, or only to ask for later, until there was no more time. */
  dropped: number;
  /** Of the dropped, those that were written and got no answer: the receiver may have them. */
  unanswered: number;
  /** Due by the rate and never made, since nothing could take them. */
  missed: number;
}

export const noCounts = (): Counts => ({
  generated: 0,
  sent: 0,
  accepted: 0,
  rejected: 0,
  retried: 0,
  dropped: 0,
  unanswered: 0,
  missed: 0,
});

export function addCounts(sum: Counts, more: Counts): void {
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += more[name];
}
