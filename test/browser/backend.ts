/** A backend on free ports with given traces: what a page of the viewer is opened on. */
import { type Backend, startBackend } from '../../packages/local-backend/src/backend.ts';
import type { TracesData } from '../../packages/local-backend/src/decode/otlp-types.ts';
import { sendOtlp } from '../../packages/local-backend/src/testing/backend-for-test.ts';

const FREE_PORTS = { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 };

/** To be closed in `afterAll`, or by `onTestFinished`. @param traces OTLP: protobuf as a Buffer, else JSON. */
export async function backendWith(...traces: (TracesData | Buffer)[]): Promise<Backend> {
  const backend = await startBackend({ ports: FREE_PORTS });
  for (const each of traces) {
    const { ok, status } = await sendOtlp(backend, each);
    if (!ok) throw new Error(`Cannot send the traces: the backend answers ${status}`);
  }
  return backend;
}
