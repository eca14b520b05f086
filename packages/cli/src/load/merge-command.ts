/** `tracewalk load merge`: one report of several generators that shared the work. */
import { readFileSync, writeFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { Command } from 'commander';

const EXAMPLES = `
Examples:
  tracewalk load merge report-0.json report-1.json
  kubectl logs -l job-name=load --tail=1 | tracewalk load merge -     a report in each line`;

export const mergeCommand = new Command('merge')
  .description('make one report of those that the partitions of a run wrote with --json')
  .argument('<report...>', 'files; - is standard input')
  .option(
    '--json <file>',
    'write the merged report as JSON; - writes it to standard output, and nothing else',
  )
  .option('--html <file>', 'write the merged report of drives as a page with plots')
  .addHelpText('after', EXAMPLES)
  .action(async (files: string[], { json, html }: { json?: string; html?: string }) => {
    const sources: { name: string; text: string }[] = [];
    for (const name of files) sources.push({ name, text: await readText(name) });
    const { mergeDrives } = await import('./merge-drives.ts');
    if (mergeDrives(sources, { json, html })) return;
    const { mergeReports, readReports, renderReport } = await import('@tracewalk/trace-synth/run');
    try {
      if (html !== undefined) throw new Error('Cannot write a page: only reports of drives have one');
      const report = mergeReports(sources.flatMap(({ name, text }) => readReports(text, name)));
      if (json !== undefined && json !== '-') writeFileSync(json, `${JSON.stringify(report)}\n`);
      console.log(json === '-' ? JSON.stringify(report) : renderReport(report));
    } catch (error) {
      throw new BadInput((error as Error).message, { cause: error });
    }
  });

async function readText(file: string): Promise<string> {
  try {
    // As a stream: a pipe that has nothing yet is no error.
    return file === '-' ? await textOf(process.stdin) : readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`Cannot read the report ${file}: ${(error as Error).message}`, { cause: error });
  }
}
