/** `tracewalk config`: each effective setting, and where it came from. */
import { environmentName, flagName, type Setting } from './settings.ts';

export function printSettings(settings: Setting[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify(Object.fromEntries(settings.map(({ name, ...rest }) => [name, rest]))));
    return;
  }
  const rows = settings.map(({ name, value, source }) => [
    name,
    show(value),
    source,
    flagName(name),
    environmentName(name),
  ]);
  const table = [['setting', 'value', 'from', 'flag', 'environment'], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of table) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    console.log(cells.join('  ').trimEnd());
  }
}

const show = (value: Setting['value']): string => (value === undefined ? '-' : value.toString());
