/** Merging reports of `tracewalk load drive`, whose generators shared one schedule. */
import { writeFileSync } from 'node:fs';
import { isDriveReport, mergeDriveReports, renderHtml, renderReport } from '@tracewalk/load-generator/drive';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { checkWritable } from './check-writable.ts';

/** A report in each line, as `--json -` prints it and `kubectl logs` shows it. */
export interface ReportSource {
  name: string;
  text: string;
}

export interface MergeFlags {
  json?: string;
  html?: string;
}

/**
 * Prints the merged report, and writes it where the flags say. Does nothing for reports of another kind, and then says
 * so by returning false.
 * @throws BadInput when only some of them are of drives, or a file cannot be written
 */
export function mergeDrives(sources: readonly ReportSource[], { json, html }: MergeFlags): boolean {
  const found = sources.flatMap(({ name, text }) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line, index) => ({ where: `${name}, line ${index + 1}`, report: parse(line) })),
  );
  const other = found.find(({ report }) => !isDriveReport(report));
  if (other) {
    if (!found.some(({ report }) => isDriveReport(report))) return false;
    throw new BadInput(`Cannot merge reports: ${other.where} is not the report of a drive, as others are`);
  }
  if (found.length === 0) return false;
  for (const file of [json, html]) if (file !== undefined && file !== '-') checkWritable(file);
  const merged = mergeDriveReports(found.map(({ report }) => report).filter(isDriveReport));
  if (html !== undefined) writeFileSync(html, renderHtml(merged, []));
  if (json !== undefined && json !== '-') writeFileSync(json, `${JSON.stringify(merged)}\n`);
  process.stdout.write(`${json === '-' ? JSON.stringify(merged) : renderReport(merged, [])}\n`);
  return true;
}

/** What is no JSON is no report of ours; whoever reads the other kind says what is wrong with it. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
