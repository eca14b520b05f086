/** For tests: stands in for broker, with plain node:http, so that it reads headers as they come. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface ReceivedEvent {
  headers: IncomingHttpHeaders;
  data: { runId: string; stackId: string; state: string };
}

export interface RecordingBroker {
  url: string;
  /** Everything that arrived, also what was then refused. */
  events: ReceivedEvent[];
  /** What it answers next; 202 when there is none left. */
  answers: number[];
  stop(): Promise<void>;
}

export async function startRecordingBroker(): Promise<RecordingBroker> {
  const events: ReceivedEvent[] = [];
  const answers: number[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const data = JSON.parse(await text(request)) as ReceivedEvent['data'];
    events.push({ headers: request.headers, data });
    response.writeHead(answers.shift() ?? 202).end();
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    answers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
