/** Where everything starts at once, Postgres is often the last to be there: a service waits for it, rather than dying. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const AGAIN_MS = 250;

/** Nobody answers, the name is not known yet, or (57P03) Postgres says that it is starting. */
const ON_ITS_WAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P03',
]);

/** @throws what Postgres answered, or after so many ms what stands in the way. */
export async function awaitPostgres(pool: Pool, service: string, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (let told = false; ; told = true) {
    try {
      await pool.query('SELECT');
      return;
    } catch (error) {
      if (!ON_ITS_WAY.has((error as NodeJS.ErrnoException).code ?? '') || Date.now() >= deadline) throw error;
      if (!told) console.error(`Waiting for the database of ${service}: ${reason(error)}`);
      await sleep(AGAIN_MS);
    }
  }
}

/** A name with several addresses, none of which answers, makes an error with a code only. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
