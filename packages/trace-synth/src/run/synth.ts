/** A run: its threads, how it goes, how it is stopped, and the report. */
import { Worker } from 'node:worker_threads';
import type { SynthPlan } from './plan.ts';
import type { LaneSamples } from './reconcile.ts';
import { addUp, type EndpointReport, type SynthReport } from './report.ts';
import { LaneGroup, type ThreadResult } from './run-lanes.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker.ts';

interface Thread {
  /** Until it could begin at once. */
  prepare(): Promise<void>;
  run(): Promise<ThreadResult>;
  reports(): EndpointReport[];
  stop(): void;
  abort(): void;
}

export class Synth {
  readonly #plan: SynthPlan;
  readonly #threads: Thread[];
  #startedAt = new Date();
  #processor = process.cpuUsage();
  #start = performance.now();
  #interrupted = false;
  /** The traces that can be looked for at the backend, when the run is over. */
  samples: LaneSamples[] = [];

  /** @throws Error if a file cannot be written; nothing is sent then */
  constructor(plan: SynthPlan) {
    this.#plan = plan;
    this.#threads =
      plan.workers === 1
        ? [new LaneGroup(plan, 0)]
        : Array.from({ length: plan.workers }, (_, worker) => new WorkerThread({ plan, worker }));
  }

  /** @throws Error if a worker has died */
  async run(): Promise<SynthReport> {
    await Promise.all(this.#threads.map((thread) => thread.prepare()));
    this.#startedAt = new Date();
    this.#processor = process.cpuUsage();
    this.#start = performance.now();
    const results = await Promise.all(this.#threads.map((thread) => thread.run()));
    this.samples = results.flatMap(({ samples }) => samples);
    return this.#report(results.flatMap(({ reports }) => reports));
  }

  /** How it goes so far. */
  progress(): SynthReport {
    return this.#report(this.#threads.flatMap((thread) => thread.reports()));
  }

  /** Makes no more; what is under way may finish, for a while. A second call gives it up. */
  stop(): void {
    for (const thread of this.#threads) thread[this.#interrupted ? 'abort' : 'stop']();
    this.#interrupted = true;
  }

  #report(reports: EndpointReport[]): SynthReport {
    const { topology, seed, partition } = this.#plan;
    const { user, system } = process.cpuUsage(this.#processor);
    return {
      kind: 'tracewalk-synth',
      topology: topology.name,
      seed,
      partitions: [partition],
      startedAt: this.#startedAt.toISOString(),
      seconds: (performance.now() - this.#start) / 1_000,
      interrupted: this.#interrupted,
      endpoints: addUp(reports),
      cpuSeconds: (user + system) / 1e6,
      memoryBytes: process.resourceUsage().maxRSS * 1_024,
    };
  }
}

class WorkerThread implements Thread {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #result = Promise.withResolvers<ThreadResult>();
  #last: EndpointReport[] = [];

  constructor(data: WorkerData) {
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), {
      workerData: data,
    });
    this.#worker.on('message', (message: FromWorker) => {
      if (message === 'ready') this.#ready.resolve();
      else if ('progress' in message) this.#last = message.progress;
      else this.#result.resolve(message.result);
    });
    const fail = (error: unknown) => {
      this.#ready.reject(error);
      this.#result.reject(error);
    };
    this.#result.promise.catch(() => undefined);
    this.#worker.once('error', fail);
    this.#worker.once('exit', (code) => fail(new Error(`Cannot go on: a worker ended with code ${code}`)));
  }

  prepare(): Promise<void> {
    return this.#ready.promise;
  }

  run(): Promise<ThreadResult> {
    this.#tell('begin');
    return this.#result.promise;
  }

  reports(): EndpointReport[] {
    return this.#last;
  }

  stop(): void {
    this.#tell('stop');
  }

  abort(): void {
    this.#tell('abort');
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message, []);
  }
}
