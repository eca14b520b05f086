import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, getJson, withParameters } from './get-json.ts';

afterEach(() => vi.unstubAllGlobals());

const answering = (status: number, body: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));

test('parameters without a value are left out', () => {
  expect(withParameters('/api', { a: 'x y', b: '', c: undefined, d: 0 })).toBe('/api?a=x+y&d=0');
  expect(withParameters('/api', {})).toBe('/api');
});

test('a refusal is said in the words of the backend, whichever API it is of', async () => {
  answering(400, '{"error":{"status":400,"message":"no such thing"}}');
  await expect(getJson('/api')).rejects.toThrow('no such thing');
  answering(404, '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}');
  await expect(getJson('/api')).rejects.toMatchObject({ status: 404, message: 'trace not found' });
});

test('an answer that is no JSON is an error', async () => {
  answering(200, '<html>');
  await expect(getJson('/api')).rejects.toThrow('the answer is no JSON');
});

test('a backend that is gone is named', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  const failure = getJson('/api').catch((error: unknown) => error);
  expect(await failure).toBeInstanceOf(ApiError);
  expect(await failure).toMatchObject({
    status: 0,
    message: expect.stringContaining('Is it still running?') as string,
  });
});
