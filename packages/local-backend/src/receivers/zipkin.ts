/** Zipkin v2 (zipkin-api, zipkin2-api.yaml): POST /api/v2/spans, JSON or protobuf; 202 when taken. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { fromZipkinJson } from '../decode/from-zipkin.ts';
import { fromZipkinProtobuf } from '../decode/from-zipkin-protobuf.ts';
import { guard } from '../guard.ts';
import { readBody, Refusal } from './body.ts';
import type { Intake } from './intake.ts';
import { mediaType } from './otlp-http.ts';

export function zipkinReceiver(intake: Intake, allowRemote: boolean): Server {
  return createServer((request, response) => {
    receive(intake, allowRemote, request).then(
      () => response.writeHead(202).end(),
      (error: unknown) => {
        const { status, message, headers } =
          error instanceof Refusal ? error : new Refusal(500, (error as Error).message);
        response
          .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers })
          .end(`${message}\n`);
      },
    );
  });
}

async function receive(intake: Intake, allowRemote: boolean, request: IncomingMessage): Promise<void> {
  guard(request, allowRemote);
  const path = request.url?.split('?')[0];
  if (path !== '/api/v2/spans')
    throw new Refusal(404, `Cannot take ${path}: Zipkin spans go to /api/v2/spans`);
  if (request.method !== 'POST')
    throw new Refusal(405, 'Cannot answer: spans are sent by POST', { allow: 'POST' });
  const decode = decoderOf(mediaType(request));
  const { rejected, reason } = await intake.take('zipkin', async () => decode(await readBody(request)));
  if (rejected > 0)
    throw new Refusal(400, `Cannot take ${rejected} of the spans: ${reason}. The others were taken`);
}

function decoderOf(type: string): (body: Buffer) => Buffer {
  // Zipkin's first clients sent no content type; what they send is JSON.
  if (type === 'application/json' || type === '') return (body) => fromZipkinJson(body.toString());
  if (type === 'application/x-protobuf') return fromZipkinProtobuf;
  throw new Refusal(415, `Cannot read ${type}: send application/json or application/x-protobuf`);
}
