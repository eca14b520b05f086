/** What one service takes and passes on, the next one has to take as well: Node refuses over 16 KiB of headers with 431. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const PROPAGATORS = 'tracecontext,baggage,b3,b3multi';

it('headers do not grow on their way until the next service refuses them', async () => {
  const server = createServer((incoming, response) => {
    response.end(JSON.stringify(inject(PROPAGATORS, extract(PROPAGATORS, incoming.headers))));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const call = async (headers: Record<string, string>) => {
    const sent = request({ host: '127.0.0.1', port, headers }).end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(200);
    return (await json(response)) as Record<string, string>;
  };

  const passedOn = await call({
    traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
    tracestate: Array.from({ length: 31 }, (_, index) => `k${index}=${'v'.repeat(255)}`).join(','),
    baggage: Array.from({ length: 3 }, (_, index) => `b${index}=${'/'.repeat(1_360)}`).join(','),
  });
  await call(passedOn);
  server.close();
});
