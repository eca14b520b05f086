/** Calls back at each time of a schedule, as exactly as an event loop can. */

/** A timer may come this late; what is left is waited for by looking again and again, which takes a core. In ms. */
const TIMER_LATE = 1.2;
/** So many are sent before answers are read again. */
const AT_ONCE = 32;
/** How often there is something else to do while nothing is due, in ms. */
const IDLE_EVERY = 20;

export interface Pace {
  /** Ascending times in ms from the start. */
  readonly times: Iterator<number, void>;
  /** Gets the scheduled time. */
  readonly onDue: (scheduled: number) => void;
  /** Called often, with the time in ms from the start: whoever has deadlines looks at them. False ends it. */
  readonly onTurn: (now: number, scheduleIsOver: boolean) => boolean;
  readonly begin: number;
}

/** Resolves when `onTurn` has said so. */
export function keepPace({ times, onDue, onTurn, begin }: Pace): Promise<void> {
  return new Promise((resolve) => {
    let next = times.next();
    const turn = () => {
      let now = performance.now() - begin;
      for (let sent = 0; !next.done && next.value <= now && sent < AT_ONCE; sent += 1) {
        onDue(next.value);
        next = times.next();
      }
      now = performance.now() - begin;
      if (!onTurn(now, next.done === true)) return resolve();
      const wait = (next.done ? Infinity : next.value - now) - TIMER_LATE;
      if (wait < 1) setImmediate(turn);
      else setTimeout(turn, Math.min(wait, IDLE_EVERY));
    };
    turn();
  });
}
