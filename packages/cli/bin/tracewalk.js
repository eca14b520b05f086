#!/usr/bin/env node
// Plain JavaScript that any Node runs: hands over to the Node that npm installed with the project where this one is too old.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  await import(main);
} else {
  const own = join(dirname(main), '../../../node_modules/.bin/node');
  if (!existsSync(own)) {
    console.error(
      `Cannot run tracewalk: this is Node ${process.versions.node}, and Node 24.12 or newer is needed.`,
    );
    console.error('Run `npm ci` without --omit=optional: it brings one along.');
    process.exit(1);
  }
  const child = spawn(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
