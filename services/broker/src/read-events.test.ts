import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHeaders } from './event.ts';
import { readEvents } from './read-events.ts';

const REQUIRED = { specversion: '1.0', id: '1', source: '/s', type: 't' };
const BINARY = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' };

const structured = (members: string, envelope = JSON.stringify(REQUIRED)) =>
  readEvents(
    { 'content-type': 'application/cloudevents+json' },
    Buffer.from(`${envelope.slice(0, -1)},${members}}`),
  )[0];

describe('readEvents()', () => {
  it.each<[string, string, string | undefined]>([
    ['"data":{ "a" : 1.0 }', '{ "a" : 1.0 }', 'application/json'],
    ['"data":12345678901234567890', '12345678901234567890', 'application/json'],
    ['"data":"text"', '"text"', 'application/json'],
    ['"data":"text","datacontenttype":"application/vnd.x+json"', '"text"', 'application/vnd.x+json'],
    ['"data":"text","datacontenttype":"text/plain"', 'text', 'text/plain'],
    ['"data":"\\u00e4\\n","datacontenttype":"text/plain"', 'ä\n', 'text/plain'],
    ['"data":{"a":1},"datacontenttype":"text/plain"', '{"a":1}', 'text/plain'],
    ['"data":null', 'null', 'application/json'],
    ['"data":["]",{"data":"}"}],"last":1', '["]",{"data":"}"}]', 'application/json'],
    ['"data":1,"data":2', '2', 'application/json'],
    ['"d\\u0061ta":"\\"\\\\"', '"\\"\\\\"', 'application/json'],
    ['"data_base64":"AP8="', '\u0000\ufffd', undefined],
    ['"data_base64":""', '', undefined],
  ])('takes the data of {%s} as it is written', (members, data, type) => {
    const event = structured(members);
    expect([event?.data?.toString(), event?.attributes['datacontenttype']]).toEqual([data, type]);
  });

  it.each([
    ['"data":1,"data_base64":"AA=="', 'it has both data and data_base64'],
    ['"data_base64":"A"', 'data_base64 is not base64'],
    ['"data_base64":7', 'data_base64 is not base64'],
    ['"ext":1.5', 'ext is neither text, nor a whole number, nor a boolean'],
    ['"ext":{}', 'ext is neither text'],
    ['"ext":"a\\u0000b"', 'ext holds characters that it must not'],
    ['"datacontenttype":"a\\nb"', 'datacontenttype holds characters that it must not'],
    ['"Ext":"x"', '"Ext" is no name for an attribute'],
    ['"subject":""', 'subject must NOT have fewer than 1 characters'],
    ['"id":null', 'it has no id'],
  ])('refuses {%s}', (members, state) => {
    expect(() => structured(members)).toThrow(state);
  });

  it('treats an attribute that is null as absent', () => {
    expect(structured('"subject":null')?.attributes).toEqual(REQUIRED);
  });

  it('refuses a structured event that is not UTF-8', () => {
    const body = Buffer.from([0x22, 0xff, 0x22]);
    expect(() => readEvents({ 'content-type': 'application/cloudevents+json' }, body)).toThrow('not UTF-8');
  });

  it.each([
    ['a%20b', 'a b'],
    ['%E2%82%AC', '€'],
    ['100%', '100%'],
    ['"quoted \\" text"', 'quoted " text'],
    ['a%2520', 'a%20'],
  ])('decodes the header %j to %j', (header, value) => {
    const [event] = readEvents({ ...BINARY, 'ce-subject': header }, Buffer.alloc(0));
    expect(event?.attributes['subject']).toBe(value);
  });

  it('reads back what it writes as headers, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => !/\p{Cc}/u.test(each));
    fc.assert(
      fc.property(text, (subject) => {
        const headers = toHeaders({ attributes: { ...REQUIRED, subject } });
        expect(readEvents(headers, Buffer.alloc(0))[0]?.attributes).toEqual({ ...REQUIRED, subject });
      }),
    );
  });

  it('reads the same data from a structured event as JSON.parse does, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const data = JSON.stringify(JSON.parse(json), null, indent);
        expect(structured(`"data": ${data} ,"last":"}"`)?.data?.toString()).toBe(data);
      }),
    );
  });
});
