/** What has been started, and how it is stopped again. */
import { type Postgres, startPostgres } from '../postgres/start.ts';
import type { Child } from './child.ts';

export interface Part {
  name: string;
  url?: string;
}

export interface PartEnd {
  part: string;
  reason: string;
}

export interface System {
  /** Settles when a part ends although nobody asked it to. */
  broken: Promise<PartEnd>;
  stop(): Promise<void>;
}

/** After this whatever still runs is ended, in ms: Ctrl-C is promised to take less than three seconds. */
const STOP_TIMEOUT = 2_700;
/** In the order in which they stop: services, backend, database. */
export class Parts implements System {
  readonly services: Child[] = [];
  backend: Child | undefined;
  postgres: Promise<Postgres> | undefined;
  #killPostgres: (() => void) | undefined;
  readonly #giveUp = new AbortController();
  readonly broken: Promise<PartEnd>;
  /** Rejects when the start is pointless: a part has ended, or the user asked to stop. */
  readonly failed: Promise<never>;
  #break!: (end: PartEnd) => void;
  #stopping = false;

  constructor(asked: AbortSignal) {
    this.broken = new Promise((resolve) => (this.#break = resolve));
    this.failed = new Promise((_resolve, reject) => {
      const name = ({ part, reason }: PartEnd) => reject(new Error(`Cannot start ${part}: ${reason}`));
      void this.broken.then(name);
      asked.addEventListener('abort', () => reject(new Error('Cannot start: it was asked to stop')));
    });
    this.failed.catch(() => undefined);
  }

  watch(part: string, ended: Promise<string>): void {
    void ended.then((reason) => {
      if (!this.#stopping) this.#break({ part, reason });
    });
  }

  async startPostgres(data: string, port: number): Promise<void> {
    this.postgres = startPostgres({ data, port, signal: this.#giveUp.signal });
    const postgres = await this.postgres;
    this.#killPostgres = () => postgres.kill();
    this.watch('Postgres', postgres.ended);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#giveUp.abort();
    const late = setTimeout(() => this.kill(), STOP_TIMEOUT);
    for (const service of this.services.toReversed()) await service.stop();
    await this.backend?.stop();
    // One that was still starting has given up.
    const postgres = await this.postgres?.catch(() => undefined);
    await postgres?.stop();
    clearTimeout(late);
  }

  kill(): void {
    this.#stopping = true;
    this.#giveUp.abort();
    for (const service of this.services) service.kill();
    this.backend?.kill();
    this.#killPostgres?.();
  }
}
