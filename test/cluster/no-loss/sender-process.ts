/** The sender, in a process that is started here or behind `kubectl attach`: what it was told, and what it said. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Sender {
  /** How many traces were made until now. The last one has this number. */
  readonly made: number;
  /** How many spans the SDK alone would have dropped. */
  readonly givenUp: number;
  /** The ids of the traces that the Collector accepted, by their numbers. */
  readonly accepted: ReadonlyMap<number, string>;
  start(): Promise<void>;
  /** Makes no more traces; ends when all that were made are accepted. */
  stop(): Promise<void>;
}

type Line =
  | { state: 'waiting' | 'sending' | 'done'; made: number; givenUp: number }
  | { state?: undefined; number: number; traceId: string };

export class SenderProcess implements Sender {
  made = 0;
  givenUp = 0;
  readonly accepted = new Map<number, string>();
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #state: string = 'starting';
  #changed = Promise.withResolvers<void>();
  #failure: Error | undefined;

  constructor(process: ChildProcess) {
    this.#process = process;
    const { stdout, stdin } = process;
    if (!stdout || !stdin) throw new Error('Cannot drive the sender: its input and output must be pipes');
    createInterface({ input: stdout }).on('line', (line) => this.#read(line));
    stdin.on('error', () => undefined); // it has ended, which is told below
    this.#ended = once(process, 'close').then(([code]) => {
      if (this.#state !== 'done')
        this.#failure = new Error(`Cannot go on: the sender ended early, with ${code}`);
      this.#change();
    });
  }

  async start(): Promise<void> {
    await this.#until('waiting');
    this.#process.stdin?.write('start\n');
    await this.#until('sending');
  }

  async stop(): Promise<void> {
    this.#process.stdin?.write('stop\n');
    await this.#until('done');
    await this.#ended;
  }

  async #until(state: string): Promise<void> {
    while (this.#state !== state) {
      if (this.#failure) throw this.#failure;
      await this.#changed.promise;
    }
  }

  #read(text: string): void {
    if (!text.startsWith('{')) return; // kubectl's own words
    const line = JSON.parse(text) as Line;
    if (line.state === undefined) {
      this.accepted.set(line.number, line.traceId);
    } else {
      this.made = line.made;
      this.givenUp = line.givenUp;
      this.#state = line.state;
    }
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
