/** `tracewalk`: the commands and their options. What they do is in the files beside this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { printSettings } from './print-settings.ts';
import { projectFolder } from './project-folder.ts';
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
  ['only', 'load', 'portOffset', 'otlpEndpoint', 'otlpGrpcEndpoint', 'zipkinEndpoint'],
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

interface TraceFlags extends Partial<Record<'queryUrl' | 'portOffset' | 'json', unknown>> {
  last?: boolean;
  service?: string;
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
