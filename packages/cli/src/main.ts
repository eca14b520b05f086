/** `tracewalk`: the commands and their options. What they do is in the files beside this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { printSettings } from './print-settings.ts';
import { projectFolder } from './project-folder.ts';
import type { DoctorFlags } from './doctor-command.ts';
import { addSettingOptions, readSettings } from './settings.ts';

/** What the services themselves read, and so no flag has. */
const SERVICES_ENVIRONMENT = `
Environment:
  DATABASE_URL  the Postgres, e.g. postgres://user:password@postgres:5432/tracewalk; waited for, up to 30 s
  HOST          where the services listen (default: 127.0.0.1; in the image: 0.0.0.0)
  SPOOL_DIR     a folder for what the broker could not deliver before it stopped
  OTEL_...      for all services, e.g. OTEL_RESOURCE_ATTRIBUTES

Spans go to --otlp-endpoint and, on the same host, to the usual ports of OTLP/gRPC and Zipkin.`;

const program = new Command('tracewalk')
  .description('Microservices that show distributed tracing with OpenTelemetry.')
  .version('0.1.0')
  .showHelpAfterError('(tracewalk --help lists the commands and options)');

addSettingOptions(
  program
    .command('up', { isDefault: true })
    .description('start the whole system and show its traces; Ctrl-C stops it'),
).action(async (flags: Record<string, unknown>) => {
  const { up } = await import('./up/up.ts');
  process.exitCode = await up(readSettings(flags).settings);
});

addSettingOptions(
  program
    .command('services')
    .description('run all services in one process, beside a Postgres and a Collector that are there already')
    .addHelpText('after', SERVICES_ENVIRONMENT),
  ['only', 'load', 'portOffset', 'faults', 'otlpEndpoint', 'otlpGrpcEndpoint', 'zipkinEndpoint'],
).action(async (flags: Record<string, unknown>) => {
  const { runServices } = await import('./services-command.ts');
  await runServices(readSettings(flags).settings);
});

program
  .command('visit')
  .description('open a profile every second, and do nothing else; for services that run elsewhere')
  .option('--frontend <url>', 'where the page is', 'http://127.0.0.1:8080')
  .action(async ({ frontend }: { frontend: string }) => {
    const { visit } = await import('./visit-command.ts');
    await visit(frontend);
  });

addSettingOptions(
  program.command('config').description('print each setting, its value and where that came from'),
).action((flags: Record<string, unknown>) => {
  const { settings, origins } = readSettings(flags);
  printSettings(origins, settings.json);
});

program
  .command('trace')
  .description('print one trace as a tree')
  .argument('[id]', 'trace id; without it, the last trace')
  .option('--last', 'the last trace')
  .option('--service <name>', 'the last trace in which this service took part')
  .addOption(new Option('--query-url <url>', 'a Jaeger-compatible query API [TRACEWALK_QUERY_URL]'))
  .addOption(new Option('--port-offset <n>', 'of the local system [TRACEWALK_PORT_OFFSET]'))
  .option('--json', 'the trace as JSON')
  .action(async (id: string | undefined, flags: TraceFlags) => {
    const [{ runTrace }, { queryUrl }] = await Promise.all([
      import('./trace-command.ts'),
      import('./up/addresses.ts'),
    ]);
    const { last, service, ...where } = flags;
    const { settings } = readSettings(where);
    const url = queryUrl(settings);
    if (!url) throw new Error('Cannot print a trace: traces go to --otlp-endpoint. Pass a --query-url');
    process.exitCode = await runTrace(
      { id, last, service, queryUrl: url, json: settings.json },
      process.stdout,
    );
  });

program
  .command('backend')
  .description('run the local trace backend alone; options go to it (tracewalk backend --help)')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[options...]')
  .action(async (options: string[]) => {
    const main = join(projectFolder, 'packages/local-backend/src/main.ts');
    const backend = spawn(process.execPath, [main, ...options], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => backend.kill(signal));
    const [code] = (await once(backend, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  });

const load = program
  .command('load')
  .description('drive the system with realistic traffic, or make realistic traces at rate');
// Their options are many, and nothing that `up` should wait for.
if (process.argv[2] === 'load') (await import('./load/commands.ts')).addLoadCommands(load);

const lab = program.command('lab').description('learn by doing: tasks that the traces themselves check');
if (process.argv[2] === 'lab') (await import('./lab/commands.ts')).addLabCommands(lab);

const fault = program.command('fault').description('make something go wrong, to find it in the traces');
if (process.argv[2] === 'fault') (await import('./fault/commands.ts')).addFaultCommands(fault);

addSettingOptions(
  program
    .command('doctor')
    .description('find where traces get lost: made, carried, found; and the one change that mends it'),
  ['only', 'portOffset', 'data', 'otlpEndpoint', 'otlpGrpcEndpoint', 'zipkinEndpoint', 'queryUrl', 'json'],
)
  .option('--docker', 'look at what `docker compose up` started')
  .option('--kubernetes', 'look at the cluster that kubectl points at')
  .option('--namespace <name>', 'where the services are on the cluster', 'tracewalk')
  .option('--frontend <url>', 'where the page is, if not where it usually is')
  .addHelpText('after', '\nExit code: 0 healthy, 1 something was found, 2 there was nothing to look at.')
  .action(async (flags: DoctorFlags & SettingFlags) => {
    const { runDoctor } = await import('./doctor-command.ts');
    process.exitCode = await runDoctor(flags, () => readSettings(flags).settings);
  });

type SettingFlags = Parameters<typeof readSettings>[0];

const workshop = program
  .command('workshop')
  .description("the facilitator's page: how far everybody is with the labs");
if (process.argv[2] === 'workshop') (await import('./workshop/command.ts')).addWorkshopOptions(workshop);

interface TraceFlags extends Partial<Record<'queryUrl' | 'portOffset' | 'json', unknown>> {
  last?: boolean;
  service?: string;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
}
