/** An event as the page shows it: a coin that fell on heads, or a run that has ended. */
import { z } from 'zod';

export type SeenEvent = CoinEvent | RunEvent;

interface Seen {
  /** Of event-display: grows with each event. */
  readonly sequence: number;
  readonly receivedAt: string;
  /** The trace in which it arrived. */
  readonly traceId?: string;
}

export interface CoinEvent extends Seen {
  readonly kind: 'coin';
  /** Which heartbeat it was; absent when its sender does not count. */
  readonly beat?: number;
}

export interface RunEvent extends Seen {
  readonly kind: 'run';
  readonly runId: string;
}

const SHOWN = z.object({
  sequence: z.number(),
  receivedAt: z.string().max(40),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional()
    .catch(undefined),
  event: z.object({
    type: z.string(),
    subject: z.string().optional(),
    flip: z.string().optional(),
    data: z.unknown().optional(),
  }),
});
const BEAT = z.object({ id: z.number().int().min(1) });

/** Reads an event of event-display's stream; undefined when it is neither, or makes no sense. */
export function readEvent(json: string): SeenEvent | undefined {
  const { success, data } = SHOWN.safeParse(parse(json));
  if (!success) return undefined;
  const { event, ...seen } = data;
  if (event.type === 'dev.tracewalk.run.finished' && event.subject)
    return { kind: 'run', ...seen, runId: event.subject };
  if (event.flip !== 'heads') return undefined;
  return { kind: 'coin', ...seen, beat: BEAT.safeParse(event.data).data?.id };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
