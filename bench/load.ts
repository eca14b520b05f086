/**
 * What `tracewalk load synth` makes: spans per second from one core into a receiver that throws them away, which is a
 * process of its own, as the generator is. Beside it, on the same machine and in the same run: OpenTelemetry's SDK with
 * its BatchSpanProcessor, and telemetrygen where TELEMETRYGEN_BIN names it or it is on the PATH. What counts is spans per
 * second of processor time: it is the same however busy the machine is. The other argument: seconds for each figure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SynthReport } from '@tracewalk/trace-synth/run';

const SECONDS = Number(process.argv[2] ?? 10);
const MIX = 'meta-ads';
const TICKS_PER_SECOND = 100;
const cli = join(import.meta.dirname, '../packages/cli/bin/tracewalk.js');
const sinkFile = join(import.meta.dirname, '../packages/trace-synth/src/testing/sink.ts');

interface Figure {
  perSecond: number;
  perProcessorSecond: number;
  megabytes: number;
  report: SynthReport;
}

const sink = spawn(process.execPath, [sinkFile], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
const [line] = (await once(createInterface({ input: sink.stdout as never }), 'line')) as [string];
const ports = JSON.parse(line) as { fast: number; any: number; grpc: number };

try {
  const mix = await show(`OTLP/HTTP, heavy-tailed mix of up to 2,000 shapes of ${MIX}`, '--profile', MIX);
  console.log(`load synth, memory at full rate: ${mix.megabytes} MB`);
  await show('OTLP/HTTP, one shape', '--profile', 'hotrod', '--shapes', '1');
  await show('OTLP/gRPC', '--profile', MIX, '--protocol', 'grpc');
  await show('Zipkin JSON', '--profile', MIX, '--protocol', 'zipkin');
  await show('OTLP/HTTP JSON', '--profile', MIX, '--protocol', 'http/json');
  await show('OTLP/HTTP with gzip', '--profile', MIX, '--compression', 'gzip');
  await show('OTLP/HTTP with zstd', '--profile', MIX, '--compression', 'zstd');
  await showRate(100_000);
  const sdk = await measureSdk();
  showPeer('SDK with BatchSpanProcessor', sdk, mix);
  const telemetrygen = process.env['TELEMETRYGEN_BIN'] ?? findOnPath('telemetrygen');
  if (telemetrygen) showPeer('telemetrygen', await measureTelemetrygen(telemetrygen), mix);
  else console.log('telemetrygen: not measured (TELEMETRYGEN_BIN names none, and there is none on the PATH)');
} finally {
  sink.disconnect();
}

async function show(name: string, ...args: string[]): Promise<Figure> {
  const figure = await synth('--max', ...args);
  console.log(`load synth, ${name}: ${figure.perSecond} spans/s`);
  console.log(`load synth, ${name}, per second of processor time: ${figure.perProcessorSecond} spans/s`);
  return figure;
}

async function showRate(perSecond: number): Promise<void> {
  const args = ['--rate', `${perSecond}spans/s`, '--profile', MIX, '--duration', `${Math.max(SECONDS, 15)}s`];
  const { report } = await synth(...args);
  const { least = Number.NaN, most = Number.NaN } = report.endpoints[0]?.rate ?? {};
  console.log(
    `load synth, rate held at ${perSecond} spans/s, least of any 10 s: ${(100 * least).toFixed(2)} %`,
  );
  console.log(
    `load synth, rate held at ${perSecond} spans/s, most of any 10 s: ${(100 * most).toFixed(2)} %`,
  );
}

async function synth(...args: string[]): Promise<Figure> {
  const protocol = args[args.indexOf('--protocol') + 1];
  const port = args.includes('--protocol') && protocol === 'grpc' ? ports.grpc : ports.fast;
  const duration = args.includes('--duration') ? [] : ['--duration', `${SECONDS}s`];
  const common = ['load', 'synth', '--endpoint', `http://127.0.0.1:${port}`, '--seed', '1', '--json', '-'];
  const child = spawn(process.execPath, [cli, ...common, ...duration, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`Cannot measure: load synth ended with ${code}: ${said}`);
  const report = JSON.parse(said) as SynthReport;
  const accepted = report.endpoints[0]?.accepted ?? 0;
  return {
    perSecond: Math.round(accepted / report.seconds),
    perProcessorSecond: Math.round(accepted / report.cpuSeconds),
    megabytes: Math.round(report.memoryBytes / 1e6),
    report,
  };
}

interface PeerFigure {
  perSecond: number;
  perProcessorSecond: number;
}

function showPeer(name: string, peer: PeerFigure, ours: Figure): void {
  const times = (figure: keyof PeerFigure) => (ours[figure] / peer[figure]).toFixed(1);
  console.log(`${name}: ${peer.perSecond} spans/s`);
  console.log(`${name}, per second of processor time: ${peer.perProcessorSecond} spans/s`);
  console.log(`load synth against ${name}: ${times('perSecond')} times`);
  console.log(
    `load synth against ${name}, per second of processor time: ${times('perProcessorSecond')} times`,
  );
}

/** In this process, which does nothing else meanwhile: spans as a service makes them, as fast as they are exported. */
async function measureSdk(): Promise<PeerFigure> {
  const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${ports.any}/v1/traces` });
  const options = { exporter, maxQueueSize: 20_000, maxExportBatchSize: 2_000, scheduledDelayMillis: 100 };
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor(options)] });
  const tracer = provider.getTracer('bench');
  const makeSpans = (count: number) => {
    for (let index = 0; index < count; index++) {
      const span = tracer.startSpan('GET /items/{id}', {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/items/{id}',
          'http.response.status_code': 200,
          'server.address': 'shop',
          'server.port': 8080,
        },
      });
      if (index % 50 === 0) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
  };
  const run = async (ms: number) => {
    let spans = 0;
    for (const until = performance.now() + ms; performance.now() < until; spans += 10_000) {
      makeSpans(10_000);
      await provider.forceFlush();
    }
    return spans;
  };
  await run(1_000);
  const processor = process.cpuUsage();
  const begin = performance.now();
  const spans = await run(SECONDS * 1_000);
  const seconds = (performance.now() - begin) / 1_000;
  const { user, system } = process.cpuUsage(processor);
  await provider.shutdown();
  return {
    perSecond: Math.round(spans / seconds),
    perProcessorSecond: Math.round((spans / (user + system)) * 1e6),
  };
}

/** As fast as it can with one worker; it logs how many traces of two spans it made. */
async function measureTelemetrygen(program: string): Promise<PeerFigure> {
  const where = ['--otlp-http', '--otlp-insecure', '--otlp-endpoint', `127.0.0.1:${ports.any}`];
  const args = ['traces', ...where, '--duration', `${SECONDS}s`, '--rate', '0', '--workers', '1'];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  let used = 0;
  const watch = setInterval(() => (used = processorSeconds(child.pid ?? 0) ?? used), 50);
  await once(child, 'close');
  clearInterval(watch);
  const traces = [...said.matchAll(/"traces":\s*(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  if (traces === 0) throw new Error(`Cannot measure telemetrygen: ${said.slice(-500)}`);
  return {
    perSecond: Math.round((2 * traces) / SECONDS),
    perProcessorSecond: Math.round((2 * traces) / used),
  };
}

function findOnPath(program: string): string | undefined {
  const files = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  return files.find((file) => {
    try {
      return readFileSync(file).length > 0;
    } catch {
      return false;
    }
  });
}

/** Linux only: user and system time of a process. */
function processorSeconds(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
