/** Jaeger's query API through the API server: each request finds the pod anew, so a restart of Jaeger breaks nothing. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const JAEGER = 'api/v1/namespaces/observability/services/jaeger-query:http-query/proxy';

export interface QueryApi extends Disposable {
  readonly url: string;
}

export async function openQueryApi(): Promise<QueryApi> {
  const proxy = spawn('kubectl', ['proxy', '--port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: proxy.stdout })) {
    const address = /Starting to serve on (\S+)/.exec(line)?.[1];
    if (address) return { url: `http://${address}/${JAEGER}`, [Symbol.dispose]: () => proxy.kill() };
  }
  throw new Error('Cannot reach Jaeger through the API server: kubectl proxy ended');
}
