/** Posts a body, and tells raw what happened. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { codeOf, oneLine, TIMED_OUT, TIMEOUT, type Address, type Outcome } from './outcome.ts';
import { partialOfJson, partialOfProtobuf } from './partial-success.ts';

/** As much of an answer is read. */
const MAX_ANSWER = 64 * 1024;

export function sendHttp(
  { url, servername, headers, ca }: Address,
  body: Buffer,
  type: string,
  timeoutMs = TIMEOUT,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-type': type, 'content-length': body.length },
      ...(url.protocol === 'https:' && { ...(servername && { servername }), ...(ca && { ca }) }),
    };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      void read(response).then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'failed', code: codeOf(error) });
    });
    const timer = setTimeout(() => {
      resolve({ kind: 'failed', code: TIMED_OUT });
      request.destroy();
    }, timeoutMs);
    request.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if ((size += chunk.length) > MAX_ANSWER) break;
    }
  } catch (error) {
    return { kind: 'failed', code: codeOf(error) };
  }
  const body = Buffer.concat(chunks);
  const type = response.headers['content-type'] ?? '';
  const status = response.statusCode ?? 0;
  const rejected = type.includes('json')
    ? partialOfJson(body)
    : isProtobuf(type)
      ? partialOfProtobuf(body)
      : undefined;
  return { kind: 'answered', status, type, message: messageOf(body, type), ...(rejected && { rejected }) };
}

const isProtobuf = (type: string): boolean => type.includes('protobuf');

/** A refusal is text, `{"message": ...}`, or google.rpc.Status, whose second field is the text. */
function messageOf(body: Buffer, type: string): string {
  if (type.includes('html')) return 'a web page';
  if (isProtobuf(type)) return oneLine(body.toString('latin1').replace(/[^\x20-\x7e]+/g, ' '));
  const text = body.toString();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return oneLine(typeof message === 'string' ? message : text);
  } catch {
    return oneLine(text);
  }
}
