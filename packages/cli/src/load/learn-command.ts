/** `tracewalk load learn`: a topology file from real traces. */
import { Command } from 'commander';

const EXAMPLES = `
FILE is OTLP JSON (one document, or one on each line), Jaeger JSON or Zipkin JSON; URL is a Jaeger-compatible query API.
Values of attributes are replaced by made-up ones of the same number, unless --keep-values; names of services, spans,
routes and tables are kept, so look the file over before you pass it on.

Examples:
  tracewalk load learn traces.json --output shop.yaml
  tracewalk load learn http://127.0.0.1:16686 --service frontend --limit 500 --output demo.yaml
  tracewalk load synth --topology demo.yaml --rate 1000`;

export const learnCommand = new Command('learn')
  .description('derive a topology from real traces')
  .argument('<file|url>', 'where the traces are')
  .option('--output <file>', 'where the topology goes (default: standard output)')
  .option('--name <name>', "the topology's", 'learned')
  .option('--keep-values', 'keep the values of attributes; they may be private')
  .option('--service <name>', 'of a URL: only traces in which this service took part (default: all)')
  .option('--limit <n>', 'of a URL: how many traces of each service', '500')
  .addHelpText('after', EXAMPLES)
  .action(async (source: string, flags: Record<string, unknown>) => {
    const { runLearn } = await import('./run-learn.ts');
    process.exitCode = await runLearn(source, flags);
  });
