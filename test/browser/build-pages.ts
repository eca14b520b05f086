/** Builds the pages as `npm run build` does: tests see what users get. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const PAGES = ['packages/viewer', 'services/frontend'];

/** @throws with what vite said, if a page does not build. */
export async function buildPages(): Promise<void> {
  for (const page of PAGES.filter((folder) => existsSync(join(ROOT, folder, 'vite.config.ts')))) {
    const command = [VITE, 'build', page, '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
    }).catch(({ stderr, message }: { stderr?: string; message: string }) => {
      throw new Error(`Cannot build ${page}: ${stderr || message}`);
    });
  }
}
