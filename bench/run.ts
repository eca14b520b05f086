/** `npm run bench <name>`: runs one bench. Each prints lines of `figure: value unit`, which README and docs quote. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

const names = globSync('*.ts', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'run')
  .toSorted();
const [name = '', ...args] = process.argv.slice(2);

if (names.includes(name)) {
  const bench = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...args], {
    stdio: 'inherit',
  });
  bench.on('exit', (code) => (process.exitCode = code ?? 1));
} else {
  console.error(
    `Cannot run the bench '${name}': there are ${names.join(', ')}. For example: npm run bench ${names[0]}`,
  );
  process.exitCode = 1;
}
