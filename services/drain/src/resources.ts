import type { Pool } from 'pg';
import type { PgBoss } from 'pg-boss';
import type { Config } from './config.ts';

/** What working on a job needs. */
export interface Resources {
  config: Config;
  database: Pool;
  boss: PgBoss;
  /** Aborts when drain stops and can wait no longer for what is in hand. */
  interrupted: AbortSignal;
}
