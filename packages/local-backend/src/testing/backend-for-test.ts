/** A backend on free ports, closed when the test is over. */
import { onTestFinished } from 'vitest';
import { type Backend, type BackendOptions, startBackend } from '../backend.ts';

const FREE_PORTS = { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 };

export async function backendForTest(options: BackendOptions = {}): Promise<Backend> {
  const backend = await startBackend({ ports: FREE_PORTS, ...options });
  onTestFinished(() => backend.close());
  return backend;
}

/** Sends OTLP over HTTP: JSON if it is no Buffer. */
export function sendOtlp(
  { urls }: Backend,
  body: object | Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  const isProtobuf = Buffer.isBuffer(body);
  return fetch(`${urls.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': isProtobuf ? 'application/x-protobuf' : 'application/json', ...headers },
    body: isProtobuf ? new Uint8Array(body) : JSON.stringify(body),
  });
}

export async function getJson<T>({ urls }: Backend, path: string): Promise<T> {
  const response = await fetch(urls.query + path);
  return (await response.json()) as T;
}
