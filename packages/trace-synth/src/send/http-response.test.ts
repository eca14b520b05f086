import { describe, expect, it } from 'vitest';
import { readResponse } from './http-response.ts';

const read = (text: string, ended = false) => readResponse(Buffer.from(text), ended);

describe('readResponse()', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 200, '{}', true],
    ['HTTP/1.1 200\r\ncontent-length:0\r\n\r\n', 200, '', true],
    ['HTTP/1.1 204 No Content\r\n\r\n', 204, '', true],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nt: 1\r\n\r\n',
      200,
      'abc',
      true,
    ],
    ['HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx', 503, 'x', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', 200, 'x', false],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', 200, 'x', true],
  ])('reads %j', (text, status, body, keepsAlive) => {
    const { response, end } = read(text) ?? {};
    expect(response?.status).toBe(status);
    expect(response?.body.toString()).toBe(body);
    expect(response?.keepsAlive).toBe(keepsAlive);
    expect(end).toBe(text.length);
    // And wants more, wherever it is cut.
    for (let length = 0; length < text.length; length++) expect(read(text.slice(0, length))).toBeUndefined();
  });

  it('reads a body without a length up to the end of the connection', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nall of this';
    expect(read(text)).toBeUndefined();
    expect(read(text, true)?.response.body.toString()).toBe('all of this');
    expect(read(text, true)?.response.keepsAlive).toBe(false);
  });

  it('joins the values of a header that is there twice', () => {
    const { response } = read('HTTP/1.1 200 OK\r\nA: 1\r\na:  2 \r\nContent-Length: 0\r\n\r\n') ?? {};
    expect(response?.headers.get('a')).toBe('1, 2');
  });

  it.each([
    'SSH-2.0-OpenSSH_9.2\r\n\r\n',
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno name\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n',
  ])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(/^its answer is no HTTP\/1.1: /);
  });
});
