import { formatDuration, microseconds } from '@tracewalk/trace-model';

/** A duration at an axis: `100 ms` and `1 s`, not `100.0 ms` and `1.00 s`. @param duration in us. */
export const durationTick = (duration: number): string =>
  duration === 0
    ? '0'
    : formatDuration(microseconds(duration))
        .replace(/(\.\d*?)0+(?= )/, '$1')
        .replace(/\.(?= )/, '');
