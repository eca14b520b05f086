/** `tracewalk load drive`: realistic traffic for the system, open loop. */
import { Command } from 'commander';

const EXAMPLES = `
Shapes (--shape name:key=value,...; --rate is what each is relative to):
  constant                          the rate, all the time
  ramp:from=0,over=30s              up to the rate, then on
  step:steps=5,every=20s            up to the rate in equal steps, then on
  diurnal:period=24h,low=0.2        a day, from the low (a share of the rate) to the rate and back
  burst:every=30s,for=3s,times=5    the rate, and now and then a multiple of it

Thresholds (--fail-if; exit code 1 when one holds):
  p50 p75 p90 p95 p99 p99.9 mean max   'p99>500ms'
  errors drops                         'errors>1%' 'drops>0'
  rate (what was answered)             'rate<99%' of what was asked, or 'rate<45/s'

Examples:
  tracewalk load drive                                         10 requests/s for a minute
  tracewalk load drive --rate 50 --shape ramp:over=20s --html drive.html
  tracewalk load drive --rate 20 --fail-if 'p99>500ms' --fail-if 'errors>1%' --json drive.json
  tracewalk load drive --attendee anna --baggage fault=slow-profile-query
  tracewalk load drive --replay arrivals.csv --speed 10`;

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const driveCommand = new Command('drive')
  .description('send realistic traffic to the system, open loop: sessions of users with times to think')
  .option('--frontend <url>', 'the target (default: the local system, http://127.0.0.1:8080)')
  .option('--events <url>', 'the broker, e.g. http://127.0.0.1:8087: then some visitors send it events, too')
  .option('--port-offset <n>', 'of the local system [TRACEWALK_PORT_OFFSET]')
  .option('--rate <n>', 'requests per second, in all (default: 10)')
  .option('--shape <shape>', 'how the rate changes over time (default: constant)')
  .option(
    '--arrivals <spacing>',
    'even, or poisson: at random, as many independent users come (default: even)',
  )
  .option('--replay <file>', 'send when this file says: a time a line, ISO 8601 or seconds')
  .option('--speed <n>', 'of the replay: 10 is ten times as fast (default: 1)')
  .option('--duration <time>', 'how long, e.g. 30s, 5m, 2h (default: 60s, or the whole replay)')
  .option('--journeys <weights>', 'how often each journey begins (default: browse=3,profile=5,run=1,event=1)')
  .option('--think <factor>', 'multiplies the times to think (default: 1)')
  .option('--bad <share>', 'of the requests are mistakes, which the system has to refuse (default: 5%)')
  .option('--wait <time>', 'how long the target may take to be there (default: not at all)')
  .option('--deadline <time>', 'a request is given up after this (default: 5s)')
  .option('--max-in-flight <n>', 'requests at a time; what is more is dropped, and reported (default: 1000)')
  .option('--attendee <name>', 'goes with every request as the baggage attendee=<name>')
  .option('--baggage <key=value>', 'more baggage; can be given several times', collect)
  .option('--partition <i/n>', 'this is generator i (from 0) of n that share one schedule (default: 0/1)')
  .option('--seed <n>', 'the same seed: the same schedule and the same visitors (default: any)')
  .option('--fail-if <threshold>', 'exit code 1 when this holds; can be given several times', collect)
  .option(
    '--json <file>',
    'write the report as JSON; - writes it to standard output as one line, and nothing else',
  )
  .option('--html <file>', 'write the report as a page with plots')
  .addHelpText('after', EXAMPLES)
  .action(async (flags: Record<string, unknown>) => {
    const { runDrive } = await import('./run-drive.ts');
    process.exitCode = await runDrive(flags);
  });
