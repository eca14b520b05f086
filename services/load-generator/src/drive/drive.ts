/**
 * Drives the system: an open loop. Each request has its time before the first is sent, and is sent then, however long
 * the answers to earlier ones take. Its latency counts from that time, so a system that stalls is not asked less and
 * does not look faster (no "coordinated omission").
 *
 * At each time the visitor who has thought long enough goes on, or a new one comes: the rate is exactly the one asked
 * for, and the number of sessions follows from it.
 */
import { share, schedule } from './arrivals/schedule.ts';
import { Random } from '@tracewalk/trace-synth/random';
import type { DriveOptions } from './drive-options.ts';
import type { Exchange } from './http/client.ts';
import { Sessions, type Session } from './journeys/sessions.ts';
import { keepPace } from './pace.ts';
import { DRIVE_REPORT, type DriveReport } from './report/drive-report.ts';
import { DEADLINE, Recorder } from './report/recorder.ts';
import { Target } from './target.ts';

/** No session has this stream of random numbers. */
const ARRIVALS_STREAM = 0x7fff_ffff;

interface UnderWay {
  exchange: Exchange;
  sent: number;
  isOver: boolean;
}

export class Drive {
  readonly recorder = new Recorder();
  readonly sessions: Sessions;
  readonly #options: DriveOptions;
  readonly #frontend: Target;
  readonly #events: Target;
  /** In the order of sending, so that deadlines come in this order, too. */
  #underWay: UnderWay[] = [];
  #firstUnderWay = 0;
  #startedAt = 0;
  #begin = 0;
  #end: number | undefined;
  #stopped = false;
  #aborted = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.sessions = new Sessions(options);
    this.#frontend = new Target(options.frontend, options.baggage);
    this.#events = options.events ? new Target(options.events, options.baggage) : this.#frontend;
  }

  /** Seconds since the start, until the end. */
  get seconds(): number {
    return this.#begin === 0 ? 0 : ((this.#end ?? performance.now()) - this.#begin) / 1_000;
  }

  get isRunning(): boolean {
    return this.#begin !== 0 && this.#end === undefined;
  }

  /** Resolves when every request that was due has ended. */
  async run(): Promise<DriveReport> {
    this.#startedAt = Date.now();
    this.#begin = performance.now();
    await keepPace({
      times: this.#times(),
      begin: this.#begin,
      onDue: (scheduled) => this.#onDue(scheduled),
      onTurn: (now, scheduleIsOver) => {
        this.#expire(now);
        return !this.#aborted && !((scheduleIsOver || this.#stopped) && this.recorder.inFlight === 0);
      },
    });
    this.#end = performance.now();
    this.#frontend.close();
    this.#events.close();
    return this.report();
  }

  /** Sends nothing more; what is under way may still be answered. A second call does not wait for that. */
  stop(): void {
    if (this.#stopped) this.#aborted = true;
    this.#stopped = true;
  }

  report(): DriveReport {
    const { frontend, events, says, seed, duration } = this.#options;
    const { recorder, sessions } = this;
    const last = recorder.lastScheduled / 1_000;
    return {
      kind: DRIVE_REPORT,
      version: 1,
      frontend: frontend.href,
      events: events?.href,
      load: says,
      seed,
      generators: 1,
      begin: new Date(this.#startedAt).toISOString(),
      // A drive that ran its time asked for what it asked within all of it.
      seconds:
        this.#stopped || duration === Infinity ? last : Math.max(last, Math.min(duration, this.seconds)),
      asked: recorder.asked,
      answered: recorder.answered,
      refused: recorder.refused,
      errors: recorder.errors,
      dropped: recorder.dropped,
      maxInFlight: recorder.maxInFlight,
      sessions: { begun: sessions.begun, finished: sessions.finished, brokenOff: sessions.brokenOff },
      latency: recorder.latencies.toJSON(),
      lateness: recorder.lateness.toJSON(),
      steps: recorder.steps(),
      errorKinds: recorder.errorKinds(),
      slowest: recorder.slowest(),
      sliceSeconds: recorder.slices.width,
      slices: recorder.slices.toJSON(),
    };
  }

  *#times(): Generator<number, void> {
    const { arrivals, partition, duration, seed } = this.#options;
    const all =
      'times' in arrivals
        ? arrivals.times
        : schedule(arrivals.curve, arrivals.spacing, new Random(seed, ARRIVALS_STREAM));
    for (const seconds of share(all, partition)) {
      if (this.#stopped || seconds >= duration) return;
      yield seconds * 1_000;
    }
  }

  #onDue(scheduled: number): void {
    // It was taken from the schedule before somebody said stop.
    if (this.#stopped) return;
    this.recorder.due(scheduled);
    if (this.recorder.inFlight >= this.#options.maxInFlight) this.recorder.drop(scheduled);
    else this.#send(this.sessions.next(scheduled), scheduled);
  }

  #send(session: Session, scheduled: number): void {
    const { step } = session;
    const target = step.to === 'events' ? this.#events : this.#frontend;
    const now = performance.now() - this.#begin;
    this.recorder.sent(scheduled, now);
    const { exchange, traceId } = target.send(session, (answer, failure) => {
      underWay.isOver = true;
      const ended = performance.now() - this.#begin;
      const isGood = this.recorder.ended({ step, traceId, scheduled, ended, answer, failure });
      if (isGood && answer) this.sessions.goOn(session, answer, ended);
      else this.sessions.breakOff(session);
    });
    const underWay: UnderWay = { exchange, sent: now, isOver: false };
    this.#underWay.push(underWay);
  }

  #expire(now: number): void {
    const all = this.#underWay;
    const late = now - this.#options.deadline * 1_000;
    for (; this.#firstUnderWay < all.length; this.#firstUnderWay += 1) {
      const first = all[this.#firstUnderWay] as UnderWay;
      if (!first.isOver) {
        if (first.sent > late) break;
        first.exchange.abandon(DEADLINE);
      }
    }
    // What has ended at the front is cut off now and then, not each time.
    if (this.#firstUnderWay > 1_024) {
      this.#underWay = all.slice(this.#firstUnderWay);
      this.#firstUnderWay = 0;
    }
  }
}
