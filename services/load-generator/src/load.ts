/** What load-generator does, whichever of the two it is. */
export interface Load {
  /** For the log: what is asked for, and of whom. */
  readonly says: object;
  /** Resolves when it is over. @throws when it cannot go on */
  run(): Promise<void>;
  /** Begins nothing more. A second call does not wait for what is under way. */
  stop(): void;
  /** How it goes: small enough to be asked for every second. */
  status(): object;
  /** All of it, as the command line writes it with `--json`; `tracewalk load merge` takes it. */
  report(): object;
  /** Rejects while the target cannot be reached. */
  reachable(): Promise<unknown>;
}
