/** Copies a folder of tools/templates, and puts the values where the template has `__their-name__`. */
import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TEMPLATES = join(import.meta.dirname, 'templates');
/** Where the template needs a number, to be a program as it stands. */
const PORT = '8099';

/** @returns the files made, relative to root. @throws when the folder is there already */
export function copyTemplate(
  template: string,
  root: string,
  folder: string,
  values: Readonly<Record<string, string>>,
): string[] {
  const target = join(root, folder);
  if (existsSync(target)) throw new Error(`Cannot make ${folder}: it is there already`);
  cpSync(join(TEMPLATES, template), target, { recursive: true });
  const files = globSync(['**/*', '**/.*'], { cwd: target, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => {
      writeFileSync(file, filled(readFileSync(file, 'utf8'), values));
      return file.slice(root.length + 1);
    })
    .toSorted();
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  const named = text.replaceAll(/__(\w+?)__/g, (all, key: string) => values[key] ?? all);
  return values['port'] ? named.replaceAll(PORT, values['port']) : named;
}
