/** The clock of heartbeats: one beat for each tick, and never two at once. */
import type { createLogger } from '@tracewalk/service';
import type { Config } from './config.ts';
import { sendHeartbeat } from './send-heartbeat.ts';

interface Pulse {
  start(): void;
  /** No more ticks; the beat under way ends by itself within a second, or is aborted. */
  stop(): Promise<void>;
}

/** How long the last beat may take when the service stops, in ms. */
const FINISH_TIMEOUT = 1_000;

export function createPulse(config: Config, log: ReturnType<typeof createLogger>): Pulse {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let beats = 0;
  let skipped = 0;

  // While the sink does not answer, beats would only pile up: a tick that finds one under way is counted instead.
  const tick = () => {
    if (underWay) {
      skipped += 1;
      return;
    }
    beats += 1;
    const beat = { number: beats, skipped };
    skipped = 0;
    underWay = sendHeartbeat(beat, config, log, stopping.signal).finally(() => (underWay = undefined));
  };

  return {
    start: () => {
      timer = setInterval(tick, config.PERIOD_MS);
      tick();
    },
    stop: async () => {
      clearInterval(timer);
      const late = setTimeout(() => stopping.abort(), FINISH_TIMEOUT);
      await underWay;
      clearTimeout(late);
    },
  };
}
