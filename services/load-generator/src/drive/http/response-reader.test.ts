import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

/** What a reader makes of an answer, with the body; undefined while something is missing. */
function read(bytes: string, chunkSize: number, keepBody = true) {
  const reader = new ResponseReader();
  reader.begin(keepBody);
  const data = Buffer.from(bytes);
  for (let at = 0; at < data.length; at += chunkSize) {
    if (reader.feed(data.subarray(at, at + chunkSize))) return reader;
  }
  return undefined;
}

const ANSWERS: [string, string, object][] = [
  [
    'a length',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    { status: 200, body: 'hello', reusable: true },
  ],
  [
    'chunks and a trailer',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nhell\r\n1\r\no\r\n0\r\nx: y\r\n\r\n',
    { status: 200, body: 'hello', reusable: true },
  ],
  ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '', reusable: true }],
  ['an empty body', 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n', { status: 404, body: '' }],
  [
    'a location',
    'HTTP/1.1 202 Accepted\r\nLocation: /api/runs/1\r\ncontent-length: 2\r\n\r\n{}',
    { status: 202, location: '/api/runs/1', body: '{}' },
  ],
  [
    'something before the answer',
    'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx',
    { status: 200, body: 'x' },
  ],
  [
    'a wish to close',
    'HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: 1\r\n\r\nx',
    { status: 200, body: 'x', reusable: false },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', { status: 200, reusable: false }],
];

describe('ResponseReader', () => {
  it.each(ANSWERS.flatMap((each) => [1, 3, 1_000].map((size) => [...each, size] as const)))(
    'reads an answer with %s',
    (_what, bytes, expected, size) => {
      expect(read(bytes, size)).toMatchObject(expected);
    },
  );

  it.each(ANSWERS)('waits for the last byte of an answer with %s', (_what, bytes) => {
    expect(read(bytes.slice(0, -1), 1_000)).toBeUndefined();
  });

  it('reads an answer that ends with the connection', () => {
    const reader = new ResponseReader();
    reader.begin(true);
    expect(reader.feed(Buffer.from('HTTP/1.1 200 OK\r\n\r\nhello'))).toBe(false);
    expect(reader.end()).toBe(true);
    expect([reader.body, reader.reusable]).toEqual(['hello', false]);
  });

  it('does not take an end in the middle for the end', () => {
    const reader = new ResponseReader();
    reader.begin(true);
    reader.feed(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello'));
    expect(reader.end()).toBe(false);
  });

  it('keeps no body that nobody reads', () => {
    expect(read('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello', 2, false)).toMatchObject({ body: '' });
  });

  it('does not use a connection again on which more came than was asked for', () => {
    expect(read('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxHTTP/1.1 200', 1_000)).toMatchObject({
      reusable: false,
    });
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n\r\n', 'does not begin as HTTP'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n', 'no number'],
    [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`, 'more than 65536 bytes'],
    [`HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n${'y'.repeat(1_100_000)}`, 'more than 1048576 bytes'],
  ])('refuses what is no answer: %.30s', (bytes, message) => {
    expect(() => read(bytes, 100_000)).toThrow(message);
  });
});
