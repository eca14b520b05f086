/** `tracewalk fault list`. */
import { type FlagFile, listFaults, type ListedFault } from '@tracewalk/faults';

const HEADING = ['fault', 'service', 'state', 'what you will see'];
const GAP = '  ';
/** A terminal that is narrower than this breaks lines anyway. */
const NARROWEST = 30;

/** @param columns of the terminal; the last column of the table is broken into lines to fit. */
export function printFaults(file: FlagFile, json = false, columns = process.stdout.columns): void {
  const faults = listFaults(file);
  if (json) {
    console.log(JSON.stringify(faults));
    return;
  }
  const rows = [HEADING, ...faults.map(({ name, service, state, sees }) => [name, service, state, sees])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const indent = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const room = columns ? Math.max(NARROWEST, columns - indent) : Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const begin = widths.map((width, column) => (row[column] ?? '').padEnd(width) + GAP).join('');
    console.log(begin + wrap(row[3] ?? '', room).join(`\n${' '.repeat(indent)}`));
  }
  console.log(`\nVariants besides on: ${faults.flatMap(describeVariants).join('; ')}`);
}

function describeVariants({ name, variants }: ListedFault): string[] {
  const others = variants.filter((variant) => variant !== 'on');
  return others.length === 0 ? [] : [`${name} ${others.join(', ')}`];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
