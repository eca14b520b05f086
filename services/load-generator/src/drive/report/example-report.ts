/** For tests: a report with these figures, and nothing else in it. */
import { DRIVE_REPORT, type DriveReport } from './drive-report.ts';
import { Latencies } from './latencies.ts';

/** @param latencies in ms. */
export function exampleReport(latencies: readonly number[], over: Partial<DriveReport> = {}): DriveReport {
  const all = new Latencies();
  const slice = new Latencies(5);
  for (const ms of latencies) {
    all.record(ms * 1_000);
    slice.record(ms * 1_000);
  }
  const count = latencies.length;
  return {
    kind: DRIVE_REPORT,
    version: 1,
    frontend: 'http://frontend:8080/',
    load: 'constant at 10/s',
    seed: 1,
    generators: 1,
    begin: '2026-01-01T00:00:00.000Z',
    seconds: 10,
    asked: count,
    answered: count,
    refused: 0,
    errors: 0,
    dropped: 0,
    maxInFlight: 1,
    sessions: { begun: count, finished: count, brokenOff: 0 },
    latency: all.toJSON(),
    lateness: new Latencies().toJSON(),
    steps: [{ name: 'GET /', count, errors: 0, latency: all.toJSON() }],
    errorKinds: [],
    slowest: [],
    sliceSeconds: 1,
    slices: [
      { asked: count, answered: count, errors: 0, dropped: 0, maxInFlight: 1, latency: slice.toJSON() },
    ],
    ...over,
  };
}
