/** `tracewalk load synth`: realistic traces at rate, to any OTLP or Zipkin receiver. */
import { Command } from 'commander';

const EXAMPLES = `
Thresholds (--fail-if; exit code 1 when one holds; without any: 'lost>0'):
  lost (rejected + dropped), rejected, dropped, retried, missed     'missed>1%'  'rejected>100'
  p50 p90 p99 p99.9 max of the answers                              'p99>200ms'

Examples:
  tracewalk load synth                                          1,000 spans/s for a minute to 127.0.0.1:4318
  tracewalk load synth --rate 100000spans/s --duration 5m --profile alibaba
  tracewalk load synth --max --workers 2 --protocol grpc --endpoint http://127.0.0.1:4317
  tracewalk load synth --count 1000traces --from -24h --seed 7 --reconcile http://127.0.0.1:16686
  tracewalk load synth --protocol zipkin --endpoint https://zipkin.example.org --ca ca.pem --header 'authorization=Bearer x'
  tracewalk load synth --output traces.jsonl --count 100traces --seed 7 --from 2026-11-21T08:00:00Z --to 2026-11-21T09:00:00Z`;

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const synthCommand = new Command('synth')
  .description('make realistic traces at rate, and send them to any OTLP or Zipkin receiver')
  .option('--profile <name>', 'a built-in kind of traces; tracewalk load profiles lists them (default: demo)')
  .option('--topology <file>', 'instead of a profile: a YAML file, your own or learned')
  .option(
    '--endpoint <url>',
    'where to send, each its share if given several times (default: on 127.0.0.1)',
    collect,
  )
  .option('--protocol <name>', 'http/protobuf, http/json, grpc or zipkin (default: http/protobuf)')
  .option('--compression <name>', 'none, gzip, or zstd where the receiver takes it (default: none)')
  .option('--header <name=value>', 'goes with every request; can be given several times', collect)
  .option('--ca <file>', 'the authority of the receiver’s certificate, PEM')
  .option('--cert <file>', 'our own certificate, PEM')
  .option('--key <file>', 'and its key')
  .option('--insecure', 'trust any certificate')
  .option(
    '--timeout <time>',
    'for connecting, for an answer, and for what is under way at the end (default: 10s)',
  )
  .option('--retry <time>', 'a request is tried again for so long (default: 30s)')
  .option('--output <file>', 'instead of sending: write requests to a file; - is standard output')
  .option('--format <name>', 'of the file: otlp-json, otlp-protobuf or zipkin-json (default: otlp-json)')
  .option('--rate <rate>', 'open loop, e.g. 100000spans/s, 4000traces/s, 2.5Mspans/s (default: 1000spans/s)')
  .option('--max', 'as fast as possible')
  .option('--count <count>', 'how much, e.g. 1000traces, 5Mspans; the last trace is made whole')
  .option('--duration <time>', 'how long (default: 60s, or until the count is reached)')
  .option('--from <time>', 'traces lie in the past from here on, e.g. -24h, 2026-11-21T08:00:00Z')
  .option('--to <time>', 'until here (default: now)')
  .option('--workers <n>', 'threads (default: 1)')
  .option('--concurrency <n>', 'connections to each endpoint, of each worker (default: 4)')
  .option('--batch <n>', 'spans in a request (default: 2000)')
  .option('--shapes <n>', 'different traces at once; they are renewed all the time (default: 2000)')
  .option('--stretch <share>', 'a shape takes longer or shorter by up to so much each time (default: 10%)')
  .option('--clock-skew <time>', 'hosts’ clocks are ahead or behind by up to so much (default: 0ms)')
  .option(
    '--seed <n>',
    'the same seed: the same traces, and with --from and --to the same bytes (default: any)',
  )
  .option(
    '--partition <i/n>',
    'this is generator i (from 0) of n that share rate, count and seed (default: 0/1)',
  )
  .option('--reconcile <url>', 'afterwards, look for the traces at this query API (Jaeger’s), by their ids')
  .option('--reconcile-traces <n>', 'at most so many, evenly chosen (default: 5000)')
  .option('--reconcile-wait <time>', 'look again for so long for what is not there (default: 15s)')
  .option('--no-check', 'begin without asking the endpoints first')
  .option('--fail-if <threshold>', 'exit code 1 when this holds; can be given several times', collect)
  .option(
    '--json <file>',
    'write the report as JSON; - writes it to standard output as one line, and nothing else',
  )
  .addHelpText('after', EXAMPLES)
  .action(async (flags: Record<string, unknown>) => {
    const { runSynth } = await import('./run-synth.ts');
    process.exitCode = await runSynth(flags);
  });
