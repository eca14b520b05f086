/**
 * Makes the beginning of a lab, a service or a component, from tools/templates: small, and it passes all tests as it stands.
 *
 *   npm run new lab find-the-leak
 *   npm run new service greeter
 *   npm run new component verbose-logs
 */
import { join } from 'node:path';
import { MAKERS } from './makers.ts';

const ROOT = join(import.meta.dirname, '..');

const [what = '', name = '', ...more] = process.argv.slice(2);
const maker = MAKERS[what];
if (!maker || name === '' || more.length > 0) {
  console.error(`Usage: npm run new ${Object.keys(MAKERS).join('|')} <name>`);
  process.exitCode = 2;
} else {
  try {
    const { made, next } = maker(ROOT, name);
    console.log(`Made:\n${made.map((file) => `  ${file}\n`).join('')}\nNext: ${next}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
