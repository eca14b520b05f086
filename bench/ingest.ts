/**
 * Spans per second that the local backend takes in, index included, for each receiver. It runs as a process of its own
 * on one core; this process sends requests of 1,000 spans. Then, in this process, our decoder (index included) against
 * `JSON.parse` and protobufjs on the same spans.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { Store } from '../packages/local-backend/src/store/store.ts';
import { exchange, startBackendProcess } from '../packages/local-backend/src/testing/backend-process.ts';
import { bulkProtobuf, bulkRequest } from '../packages/local-backend/src/testing/bulk-requests.ts';
import { exportRequest } from '../packages/local-backend/src/testing/otlp-schema.ts';
import { zipkinFromOtlp } from '../packages/local-backend/src/testing/zipkin-from-otlp.ts';

const SPANS = 1_000;
const TRACES = SPANS / 25;
/** Sent in turn: distinct, so that the backend sees new traces. */
const REQUESTS = 100;
const AT_ONCE = 4;
const SECONDS = Number(process.argv[2] ?? 4);
const OFFSET = 9_300;

type Send = (body: Buffer) => Promise<unknown>;

const backend = await startBackendProcess('--port-offset', String(OFFSET));
try {
  const { otlpHttp, otlpGrpc, zipkin } = backend.urls;
  const bulk = (request: number) => ({ spans: SPANS, firstTrace: request * TRACES });
  const protobuf = Array.from({ length: REQUESTS }, (_, request) => bulkProtobuf(bulk(request)));
  const json = (make: (request: number) => unknown) =>
    Array.from({ length: REQUESTS / 5 }, (_, request) => Buffer.from(JSON.stringify(make(request))));
  await measure('OTLP/HTTP protobuf', poster(`${otlpHttp}/v1/traces`, 'application/x-protobuf'), protobuf);
  await measure('OTLP/gRPC', grpcCaller(otlpGrpc), protobuf.map(framed));
  await measure(
    'OTLP/HTTP JSON',
    poster(`${otlpHttp}/v1/traces`, 'application/json'),
    json((request) => bulkRequest(bulk(request))),
  );
  await measure(
    'Zipkin JSON',
    poster(`${zipkin}/api/v2/spans`, 'application/json'),
    json((request) => zipkinFromOtlp(bulkRequest(bulk(request)))),
  );
} finally {
  await backend.stop();
}
compareDecoders();

/** A whole second of warming up, then as many requests as fit into the time. */
async function measure(name: string, send: Send, bodies: Buffer[]): Promise<void> {
  await sendFor(1_000, send, bodies);
  const processor = processorSeconds(backend.pid);
  const begin = performance.now();
  const spans = SPANS * (await sendFor(SECONDS * 1_000, send, bodies));
  const seconds = (performance.now() - begin) / 1_000;
  console.log(`ingest, ${name}: ${Math.round(spans / seconds)} spans/s`);
  if (processor === undefined) return;
  const used = (processorSeconds(backend.pid) ?? 0) - processor;
  console.log(`ingest, ${name}, per second of processor time: ${Math.round(spans / used)} spans/s`);
}

async function sendFor(ms: number, send: Send, bodies: Buffer[]): Promise<number> {
  const until = performance.now() + ms;
  let sent = 0;
  const one = async () => {
    while (performance.now() < until) await send(bodies[sent++ % bodies.length] as Buffer);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return sent;
}

function poster(url: string, type: string): Send {
  return (body) => exchange(url, type, body);
}

function grpcCaller(url: string): Send {
  const session = connect(url);
  session.unref();
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  return async (body) => {
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' });
    stream.resume();
    stream.end(body);
    const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
    if (trailers['grpc-status'] !== '0') throw new Error(`Cannot send: status ${trailers['grpc-status']}`);
  };
}

function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function compareDecoders(): void {
  const bytes = bulkProtobuf({ spans: SPANS });
  const text = JSON.stringify(bulkRequest({ spans: SPANS }));
  const store = new Store(64 * 1024 * 1024);
  const ours = rate(() => store.add(bytes, 'otlp-http'));
  const parsed = rate(() => JSON.parse(text));
  const other = rate(() => exportRequest.decode(bytes));
  console.log(`decode and index, ours: ${ours} spans/s`);
  console.log(`decode, JSON.parse of the same spans: ${parsed} spans/s`);
  console.log(`decode, protobufjs: ${other} spans/s`);
  console.log(`ours against JSON.parse: ${(ours / parsed).toFixed(1)} times`);
  console.log(`ours against protobufjs: ${(ours / other).toFixed(1)} times`);
}

function rate(decode: () => unknown): number {
  for (const until = performance.now() + 500; performance.now() < until;) decode();
  const begin = performance.now();
  let times = 0;
  for (; performance.now() < begin + 2_000; times++) decode();
  return Math.round((times * SPANS * 1_000) / (performance.now() - begin));
}

/** Linux only: user and system time in ticks of 10 ms. */
function processorSeconds(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
