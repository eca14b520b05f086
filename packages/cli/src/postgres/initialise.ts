/** Makes a new database cluster, whole or not at all. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endGroup, giveToPostgres, spawnPostgres } from './run-as.ts';

/** A killed `initdb` leaves only the unfinished folder behind, which the next start throws away. */
export async function initialise(
  native: string,
  folder: string,
  password: string,
  signal?: AbortSignal,
): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`Cannot create the database in ${folder}: other files are there. Pass another --data`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  giveToPostgres(unfinished);
  await initdb(native, join(unfinished, 'data'), unfinished, password, signal);
  renameSync(join(unfinished, 'data'), folder);
  rmSync(unfinished, { recursive: true, force: true });
}

async function initdb(
  native: string,
  data: string,
  folder: string,
  password: string,
  signal?: AbortSignal,
): Promise<void> {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveToPostgres(passwordFile);
  const args = ['-D', data, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const cheap = ['--encoding=UTF8', '--no-locale', '--no-sync', '--wal-segsize=1', '--no-instructions'];
  const child = spawnPostgres(join(native, 'bin', 'initdb'), [...args, ...cheap], {
    folders: [folder],
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const giveUp = () => endGroup(child);
  signal?.addEventListener('abort', giveUp);
  let complaint = '';
  child.stderr?.on('data', (chunk) => (complaint += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.removeEventListener('abort', giveUp);
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`Cannot create the database in ${folder}: initdb says ${complaint.trim()}`);
}
