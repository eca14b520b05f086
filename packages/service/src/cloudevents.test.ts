import { CloudEvent } from 'cloudevents';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binaryMessage, cloudEventAttributes, eventBody, readEvents, sendEvent } from './cloudevents.ts';
import { problems } from './problem.ts';
import { type RunningService, serve } from './serve.ts';

const BINARY = { 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't', 'ce-specversion': '1.0' };
const JSON_EVENT = { id: '1', source: '/s', type: 't', specversion: '1.0' };
const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

describe('CloudEvents over HTTP', () => {
  let service: RunningService;
  let read: CloudEvent<unknown>[] = [];

  beforeAll(async () => {
    const app = express();
    app.post('/', eventBody(10_000), (request, response) => {
      read = readEvents(request);
      response.status(202).end();
    });
    app.post('/echo', eventBody(10_000), (request, response) => {
      const [event] = readEvents(request);
      if (event) sendEvent(response, event);
    });
    app.use(problems(pino({ level: 'silent' })));
    service = await serve(app, { HOST: '127.0.0.1', PORT: 0 });
  });
  afterAll(() => service.stop());

  const post = (headers: Record<string, string>, body?: string | Uint8Array<ArrayBuffer>, path = '/') =>
    fetch(service.url + path, { method: 'POST', headers, body });
  const eventsOf = async (headers: Record<string, string>, body?: string | Uint8Array<ArrayBuffer>) => {
    read = [];
    const response = await post(headers, body);
    expect(response.status).toBe(202);
    return read.map((event) => event.toJSON());
  };

  const dataOf = async (type: string, body?: string | Uint8Array<ArrayBuffer>) => {
    await eventsOf({ ...BINARY, 'content-type': type }, body);
    return read[0]?.data;
  };

  it('reads an event in binary mode', async () => {
    const headers = {
      ...BINARY,
      'ce-flip': 'heads',
      'ce-subject': 'Z%C3%BCrich%201',
      'content-type': 'application/json',
    };
    expect(await eventsOf(headers, '{"beat":1}')).toEqual([
      expect.objectContaining({ ...JSON_EVENT, flip: 'heads', subject: 'Zürich 1', data: { beat: 1 } }),
    ]);
  });

  it('reads data that is text, JSON of another name, bytes, or nothing', async () => {
    expect(await dataOf('text/plain', 'grüezi')).toBe('grüezi');
    expect(await dataOf('application/vnd.x+json; charset=utf-8', '[1]')).toEqual([1]);
    expect(await dataOf('application/octet-stream', Buffer.from([0xff, 0x00]))).toEqual(
      Buffer.from([0xff, 0x00]),
    );
    expect(await dataOf('application/json')).toBeUndefined();
  });

  it('reads an event in structured mode, whatever the spelling of its type', async () => {
    const body = JSON.stringify({ ...JSON_EVENT, flip: 'tails', subject: null, data: null });
    const [event] = await eventsOf(STRUCTURED, body);
    expect(event).toMatchObject({ ...JSON_EVENT, flip: 'tails', data: null });
    expect(event?.['subject']).toBeUndefined();
  });

  it('reads bytes in structured mode', async () => {
    await eventsOf(STRUCTURED, JSON.stringify({ ...JSON_EVENT, data_base64: '/wA=' }));
    expect(read[0]?.data).toEqual(Uint8Array.of(0xff, 0x00));
  });

  it('reads a batch, an empty one too', async () => {
    const batch = [JSON_EVENT, { ...JSON_EVENT, id: '2' }];
    expect((await eventsOf(BATCH, JSON.stringify(batch))).map(({ id }) => id)).toEqual(['1', '2']);
    expect(await eventsOf(BATCH, '[]')).toEqual([]);
  });

  it.each<[string, Record<string, string>, string | undefined, string]>([
    ['no event at all', {}, 'hello', 'it has no id'],
    ['a missing source', { ...BINARY, 'ce-source': '' }, undefined, 'it has no source'],
    ['a missing source in JSON', STRUCTURED, '{"id":"1","type":"t","specversion":"1.0"}', 'it has no source'],
    ['a missing id in JSON', STRUCTURED, '{"source":"/s","type":"t","specversion":"1.0"}', 'it has no id'],
    ['another version', { ...BINARY, 'ce-specversion': '0.3' }, undefined, 'its specversion is not 1.0'],
    ['a wrong time', { ...BINARY, 'ce-time': 'yesterday' }, undefined, 'time must match format "date-time"'],
    [
      'an illegal extension',
      { ...BINARY, 'ce-not_legal': 'x' },
      undefined,
      'invalid extension name: not_legal',
    ],
    [
      'an extension that is an object',
      STRUCTURED,
      JSON.stringify({ ...JSON_EVENT, a: {} }),
      'a is neither text',
    ],
    ['an extension named like a method', { ...BINARY, 'ce-validate': 'x' }, undefined, ''],
    ['JSON that is none', STRUCTURED, '{"hunter2', 'its body is not JSON'],
    [
      'data that is not the JSON it says',
      { ...BINARY, 'content-type': 'application/json' },
      'hunter2',
      'its body is not JSON',
    ],
    ['an empty body in structured mode', STRUCTURED, undefined, 'its body is not JSON'],
    ['JSON that is no object', STRUCTURED, '["x"]', 'expected a JSON object'],
    ['a batch that is no array', BATCH, JSON.stringify(JSON_EVENT), 'a batch is a JSON array'],
    ['a batch with something else in it', BATCH, JSON.stringify([JSON_EVENT, 1]), 'expected a JSON object'],
    [
      'another format',
      { ...BINARY, 'content-type': 'application/cloudevents+xml' },
      '<x/>',
      'is not a format read here',
    ],
  ])('answers 400 to %s', async (_what, headers, body, message) => {
    const response = await post(headers, body);
    const { detail } = (await response.json()) as { detail: string };

    expect(response.status).toBe(400);
    expect(detail).toMatch(/^Cannot read the CloudEvent: /);
    expect(detail).toContain(message);
    expect(detail).not.toContain('hunter2');
  });

  it('answers 413 to a request that is larger than the limit', async () => {
    expect((await post({ ...BINARY, 'content-type': 'text/plain' }, 'x'.repeat(10_001))).status).toBe(413);
  });

  it('replies with the event in binary mode, its data as it came', async () => {
    for (const [type, body] of [
      ['application/json', '{"a":"ü"}'],
      ['application/json', '"text"'],
      ['application/json', 'null'],
      ['text/plain', 'grüezi'],
    ] as const) {
      const response = await post(
        { ...BINARY, 'ce-subject': 'Z%C3%BCrich', 'content-type': type },
        body,
        '/echo',
      );
      expect(response.headers.get('ce-subject')).toBe('Z%C3%BCrich');
      expect(response.headers.get('content-type')).toBe(type);
      expect(await response.text()).toBe(body);
    }
    const bytes = Buffer.from([0xff, 0x00, 0x80]);
    const response = await post({ ...BINARY, 'content-type': 'application/octet-stream' }, bytes, '/echo');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('replies without a body when there is no data', async () => {
    const response = await post(BINARY, undefined, '/echo');
    expect(response.headers.get('content-type')).toBeNull();
    expect(await response.text()).toBe('');
  });

  it('percent-encodes what a header cannot hold', () => {
    const event = new CloudEvent({ ...JSON_EVENT, subject: 'a b"%\r\nÜ😀\ud800', n: 7 });
    expect(binaryMessage(event).headers).toMatchObject({
      'ce-subject': 'a%20b%22%25%0D%0A%C3%9C%F0%9F%98%80%EF%BF%BD',
      'ce-n': '7',
    });
  });

  it('describes an event on a span without its data', () => {
    const event = new CloudEvent({ ...JSON_EVENT, subject: 'who', data: 'hunter2', secret: 'hunter2' });
    expect(cloudEventAttributes(event)).toEqual({
      'cloudevents.event_id': '1',
      'cloudevents.event_source': '/s',
      'cloudevents.event_type': 't',
      'cloudevents.event_spec_version': '1.0',
      'cloudevents.event_subject': 'who',
    });
  });
});
