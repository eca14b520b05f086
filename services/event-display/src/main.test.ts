import { eventually, startOwnProcess } from '@tracewalk/service/testing';
import { startCollector } from '@tracewalk/telemetry/test-collector';
import { untracedFetch } from '@tracewalk/telemetry/testing';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';

const HEADERS = {
  'ce-id': '1',
  'ce-source': '/s',
  'ce-type': 't',
  'ce-specversion': '1.0',
  'ce-flip': 'heads',
  'x-b3-traceid': '80f198ee56343ba864fe8b2a57d3eff7',
  'x-b3-spanid': 'e457b5a2e4d86bd1',
  'x-b3-sampled': '1',
};

/** Starting a Node process takes seconds where many run at once. */
const SLOW = { timeout: 30_000 };

describe('event-display in a process of its own', SLOW, () => {
  it('goes on with the trace of X-B3-* headers, exports by Zipkin, and logs an event without its data', async () => {
    const collector = await startCollector();
    const port = await freePort();
    const own = startOwnProcess('services/event-display', { ...collector.zipkin, PORT: String(port) });
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    await untracedFetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: HEADERS, body: 'the data' });

    const line = await eventually('line', () => own.lines.find(({ msg }) => msg === 'event'));
    expect(line).toMatchObject({
      type: 't',
      source: '/s',
      id: '1',
      flip: 'heads',
      trace_id: HEADERS['x-b3-traceid'],
    });
    expect(JSON.stringify(own.lines)).not.toContain('the data');
    expect(await own.stop()).toBe(0);
    const display = collector.spans.find(({ name }) => name === 'display event');
    expect(display).toMatchObject({
      protocol: 'zipkin',
      service: 'event-display',
      traceId: HEADERS['x-b3-traceid'],
    });
    const server = collector.spans.find(({ kind }) => kind === 'SERVER');
    expect(server).toMatchObject({ name: 'POST /', parentId: HEADERS['x-b3-spanid'] });
    collector.stop();
  });
});
