/** Starts a real Postgres from npm, on loopback, with its data in a folder. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { findPostgres } from './binaries.ts';
import { initialise } from './initialise.ts';
import { endLeftover, postgresFolder } from './leftover.ts';
import { spawnPostgres } from './run-as.ts';

export interface Postgres {
  url: string;
  pid: number;
  /** Settles when Postgres has ended, for whatever reason, with the last line it wrote. */
  ended: Promise<string>;
  /** Ends it in order; what was committed is on disk. */
  stop(): Promise<void>;
  /** Ends it at once; the next start recovers. */
  kill(): void;
}

const DATABASE = 'tracewalk';
/** After this an orderly stop is no longer waited for, in ms. */
const STOP_TIMEOUT = 2_000;

/** Small, since it serves a laptop; durable, since runs that were accepted must survive a kill. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '16MB',
  max_wal_size: '64MB',
  min_wal_size: '8MB',
  max_parallel_workers: '0',
  io_method: 'sync',
  jit: 'off',
  log_min_messages: 'warning',
  logging_collector: 'off',
};

/** The address of the database that `startPostgres` will serve. The password is made at the first call. */
export function postgresUrl(data: string, port: number): string {
  return `postgres://postgres:${password(data)}@127.0.0.1:${port}/${DATABASE}`;
}

interface PostgresOptions {
  /** A folder of the system's; Postgres gets a folder in it. */
  data: string;
  port: number;
  /** Gives up the start: it rejects, and nothing is left running. */
  signal?: AbortSignal;
}

export async function startPostgres({ data, port, signal }: PostgresOptions): Promise<Postgres> {
  const folder = postgresFolder(data);
  const native = findPostgres();
  await endLeftover(data);
  await initialise(native, folder, password(data), signal);
  const settings = Object.entries({ ...SETTINGS, port: String(port) });
  const args = ['-D', folder, ...settings.flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const child = spawnPostgres(join(native, 'bin', 'postgres'), args, {
    folders: [folder],
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(child);
  const url = postgresUrl(data, port);
  const failed = new AbortController();
  void ended.then((lastLine) => {
    failed.abort(
      new Error(`Cannot start Postgres in ${folder}: ${lastLine} Pass another --data to begin anew`),
    );
  });
  try {
    await connect(url, AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]));
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    stop: () => stop(child, ended),
    kill: () => end(child, 'SIGQUIT'),
  };
}

function password(data: string): string {
  const file = join(resolve(data), 'postgres.password');
  if (!existsSync(file)) {
    mkdirSync(data, { recursive: true });
    writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}

/** `2026-08-01 12:00:00.000 UTC [4711] FATAL:  ` */
const LINE_PREFIX = /^[-\d]+ [:.\d]+ \w+ \[\d+\] \w+: +/;

function endOf(child: ChildProcess): Promise<string> {
  let lastLine = 'it ended without a word.';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastLine = chunk.toString().trim().split('\n').at(-1)?.replace(LINE_PREFIX, '') ?? lastLine;
  });
  return new Promise((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', () => settle(lastLine));
  });
}

/** Waits until Postgres answers, and makes the database at the first start. */
async function connect(url: string, signal: AbortSignal): Promise<void> {
  const maintenance = url.replace(/[^/]+$/, 'postgres');
  const deadline = Date.now() + 20_000;
  for (;;) {
    signal.throwIfAborted();
    const client = new Client({ connectionString: maintenance, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() > deadline)
        throw new Error(`Cannot reach Postgres: ${(error as Error).message}`, { cause: error });
      await new Promise((wake) => setTimeout(wake, 20));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  end(child, 'SIGINT');
  const late = setTimeout(() => end(child, 'SIGQUIT'), STOP_TIMEOUT);
  await ended;
  clearTimeout(late);
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}
