/** What a drive has to tell, as it is written to `--json` and read back to be merged. */
import { Latencies, type LatencyBuckets } from './latencies.ts';
import { mergeSlices, type SliceReport } from './slices.ts';

export const DRIVE_REPORT = 'tracewalk-drive';

export interface DriveReport {
  kind: typeof DRIVE_REPORT;
  version: 1;
  frontend: string;
  events?: string | undefined;
  /** Shape and rate in words. */
  load: string;
  seed: number;
  generators: number;
  /** ISO 8601. */
  begin: string;
  /** From the start to the last time that a request was due. */
  seconds: number;
  asked: number;
  /** Answered with any status. */
  answered: number;
  /** Of the answered: refused, as was expected. */
  refused: number;
  /** No answer, or one with a status that was not expected. */
  errors: number;
  /** Not sent, since too many were under way. */
  dropped: number;
  maxInFlight: number;
  sessions: { begun: number; finished: number; brokenOff: number };
  /** From the scheduled time to the end of the answer. */
  latency: LatencyBuckets;
  /** From the scheduled time to the sending: the generator's own share of the latency. */
  lateness: LatencyBuckets;
  steps: StepReport[];
  errorKinds: ErrorKind[];
  slowest: SlowRequest[];
  sliceSeconds: number;
  slices: SliceReport[];
}

export interface StepReport {
  name: string;
  count: number;
  errors: number;
  latency: LatencyBuckets;
}

export interface ErrorKind {
  kind: string;
  step: string;
  count: number;
  /** One of them, to look at. */
  traceId: string;
}

export interface SlowRequest {
  traceId: string;
  step: string;
  /** In ms, as `at`, which is from the start. */
  latency: number;
  at: number;
}

/** So many of the slowest are named. */
export const SLOWEST = 10;

export const isDriveReport = (value: unknown): value is DriveReport =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === DRIVE_REPORT;

/** One report of several generators that drove at the same time: counts add up, latencies are put together exactly. */
export function mergeDriveReports(reports: readonly DriveReport[]): DriveReport {
  const [first] = reports;
  if (!first) throw new Error('Cannot merge reports: there is none');
  const sum = (pick: (report: DriveReport) => number) =>
    reports.reduce((total, report) => total + pick(report), 0);
  const slices = mergeSlices(reports.map((each) => ({ width: each.sliceSeconds, slices: each.slices })));
  return {
    ...first,
    generators: sum(({ generators }) => generators),
    begin: reports.map(({ begin }) => begin).toSorted()[0] ?? first.begin,
    seconds: Math.max(...reports.map(({ seconds }) => seconds)),
    asked: sum(({ asked }) => asked),
    answered: sum(({ answered }) => answered),
    refused: sum(({ refused }) => refused),
    errors: sum(({ errors }) => errors),
    dropped: sum(({ dropped }) => dropped),
    maxInFlight: sum(({ maxInFlight }) => maxInFlight),
    sessions: {
      begun: sum(({ sessions }) => sessions.begun),
      finished: sum(({ sessions }) => sessions.finished),
      brokenOff: sum(({ sessions }) => sessions.brokenOff),
    },
    latency: together(reports.map(({ latency }) => latency)),
    lateness: together(reports.map(({ lateness }) => lateness)),
    steps: grouped(
      reports.flatMap(({ steps }) => steps),
      ({ name }) => name,
      (same, step) => ({
        ...step,
        count: same.reduce((total, { count }) => total + count, 0),
        errors: same.reduce((total, { errors }) => total + errors, 0),
        latency: together(same.map(({ latency }) => latency)),
      }),
    ),
    errorKinds: grouped(
      reports.flatMap(({ errorKinds }) => errorKinds),
      ({ kind, step }) => `${kind} ${step}`,
      (same, one) => ({ ...one, count: same.reduce((total, { count }) => total + count, 0) }),
    ),
    slowest: reports
      .flatMap(({ slowest }) => slowest)
      .toSorted((one, other) => other.latency - one.latency)
      .slice(0, SLOWEST),
    sliceSeconds: slices.width,
    slices: slices.slices,
  };
}

function together(all: readonly LatencyBuckets[]): LatencyBuckets {
  const sum = new Latencies(all[0]?.bits);
  for (const each of all) sum.add(Latencies.fromJSON(each));
  return sum.toJSON();
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string, join: (same: T[], first: T) => T): T[] {
  return [...Map.groupBy(all, keyOf).values()].map((same) => join(same, same[0] as T));
}
