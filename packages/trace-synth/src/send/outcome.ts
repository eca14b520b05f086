/** What became of a request. */
export type Outcome =
  /** Taken; of its spans so many were not ("partial success"). */
  | { kind: 'accepted'; rejected: number; reason?: string }
  /** Not taken, and the same request would be refused again. */
  | { kind: 'refused'; reason: string }
  /** Not taken now: try again, not before `afterMs` if the receiver says so. */
  | { kind: 'later'; reason: string; afterMs?: number; written: boolean }
  /** Written, and no answer came: it may have been taken or not. */
  | { kind: 'unanswered'; reason: string };

/** A body, with `HEAD_ROOM` free bytes before it. */
export interface Packet {
  readonly buffer: Buffer;
  readonly end: number;
  readonly spans: number;
}

/** One connection: one request at a time. It connects when it has to, again if need be. */
export interface Channel {
  /** Never rejects. The packet's buffer is not touched any more once this has settled. */
  send(packet: Packet): Promise<Outcome>;
  /** Ends at once: what is under way counts as unanswered. */
  close(): void;
}
