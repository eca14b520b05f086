/**
 * What tracing costs: requests per second of the request story with it and without it (OTEL_SDK_DISABLED), in turns, in
 * one run. The ratio is the figure; the rates are this machine's. The spans go to a backend of its own process, and
 * nobody reads them.
 */
import { startBackendProcess } from '../packages/local-backend/src/testing/backend-process.ts';
import { RunningSystem, temporaryData } from '../test/system/running-system.ts';

const ROUNDS = 4;
const ROUND_MS = 4_000;
const AT_ONCE = 8;

const backend = await startBackendProcess('--port-offset', '9400');
const { otlpHttp, otlpGrpc, zipkin } = backend.urls;
const endpoints = ['--otlp-endpoint', otlpHttp, '--otlp-grpc-endpoint', otlpGrpc];
const folders = [temporaryData(), temporaryData()] as const;
const request = ['--only', 'request', '--no-load', '--data'];
const traced = new RunningSystem([
  ...request,
  folders[0].data,
  '--port-offset',
  '9200',
  ...endpoints,
  '--zipkin-endpoint',
  `${zipkin}/api/v2/spans`,
]);
const plain = new RunningSystem([...request, folders[1].data, '--port-offset', '9300'], {
  OTEL_SDK_DISABLED: 'true',
});
try {
  const [withTracing, without] = [await traced.started(), await plain.started()].map(
    ({ page }) => page ?? '',
  );
  const rates = { with: 0, without: 0 };
  await requests(withTracing ?? '', 1_000);
  await requests(without ?? '', 1_000);
  for (let round = 0; round < ROUNDS; round++) {
    rates.with += (await requests(withTracing ?? '', ROUND_MS)) / ROUNDS;
    rates.without += (await requests(without ?? '', ROUND_MS)) / ROUNDS;
  }
  console.log(`requests without tracing: ${rates.without.toFixed(0)} per second`);
  console.log(`requests with tracing: ${rates.with.toFixed(0)} per second`);
  console.log(`kept with tracing: ${((100 * rates.with) / rates.without).toFixed(0)} %`);
} finally {
  await Promise.all([traced.stop(), plain.stop()]);
  await backend.stop();
  for (const { remove } of folders) remove();
}

/** Requests per second, a few at once, over different profiles. */
async function requests(page: string, ms: number): Promise<number> {
  const end = performance.now() + ms;
  let done = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const response = await fetch(`${page}/api/profiles/${1 + (done % 1_000)}`);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`Cannot measure: ${page} answered ${response.status}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return (done * 1_000) / ms;
}
