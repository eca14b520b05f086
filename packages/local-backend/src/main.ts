/** Runs the backend alone: `tracewalk backend`. */
import { parseArgs } from 'node:util';
import { type BackendOptions, PORTS, type Ports, startBackend } from './backend.ts';

const HELP = `tracewalk backend: receives OTLP and Zipkin spans, answers a Jaeger-compatible query API

  --port-offset N   added to every port (4317 OTLP/gRPC, 4318 OTLP/HTTP, 9411 Zipkin, 16686 query)
  --max-bytes N     memory for spans and index; the oldest spans go first (default 268435456)
  --file FILE       keep spans in FILE over a restart
  --host HOST       listen here instead of 127.0.0.1
  --allow-remote    allow a host that is not loopback: whoever reaches it can read and write every trace
  --help`;

const MAX_PORT = 65_535;

function readOptions(): BackendOptions | undefined {
  const { values } = parseArgs({
    options: {
      'port-offset': { type: 'string', default: '0' },
      'max-bytes': { type: 'string' },
      file: { type: 'string' },
      host: { type: 'string' },
      'allow-remote': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  const offset = wholeNumber('--port-offset', values['port-offset'], MAX_PORT - PORTS.query);
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, port]) => [name, port + offset]),
  ) as Ports;
  const maxBytes =
    values['max-bytes'] === undefined
      ? undefined
      : wholeNumber('--max-bytes', values['max-bytes'], Number.MAX_SAFE_INTEGER);
  return { ports, maxBytes, file: values.file, host: values.host, allowRemote: values['allow-remote'] };
}

function wholeNumber(name: string, text: string, max: number): number {
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text);
  throw new Error(`Cannot start the backend: ${name} is '${text}', expected a whole number up to ${max}`);
}

try {
  const options = readOptions();
  if (options) await run(options);
  else console.log(HELP);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(options: BackendOptions): Promise<void> {
  const backend = await startBackend(options);
  if (process.stdout.isTTY) {
    for (const [name, url] of Object.entries(backend.urls)) console.log(name.padEnd(10), url);
  } else {
    // A program that starts the backend waits for this line.
    console.log(JSON.stringify({ ready: backend.urls }));
  }
  const stop = () => void backend.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Whoever started it with a channel has died.
  process.once('disconnect', stop);
}
