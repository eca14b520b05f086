import { storedSignal } from './stored-signal.ts';

export const TIME_ZONES = ['local', 'utc'] as const;

/** In which time zone times are shown: this machine's, or UTC as in logs. `ui/format-time.ts` reads it. */
export const timeZone = storedSignal('time-zone', TIME_ZONES, 'local');
