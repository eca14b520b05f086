/** One HTTP request whose headers are sent as they are given: several of one name, and bytes that fetch refuses. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

export interface Answer {
  status: number;
  body: string;
}

interface Question {
  method?: string;
  /** Names and values by turns. */
  headers?: readonly string[];
  body?: string;
}

export async function ask(
  url: string,
  { method = 'GET', headers = [], body = '' }: Question = {},
): Promise<Answer> {
  const { host } = new URL(url);
  const length = ['content-length', String(Buffer.byteLength(body))];
  const outgoing = request(url, { method, headers: ['host', host, ...length, ...headers] });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks = await answer.toArray();
  return { status: answer.statusCode ?? 0, body: Buffer.concat(chunks as Buffer[]).toString() };
}
