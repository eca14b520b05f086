/** Zipkin v2 (zipkin-api, zipkin2-api.yaml): POST /api/v2/spans, JSON or protobuf; 202 when taken. */
import type { IncomingMessage, Server } from 'node:http';
import { encodeTraces } from '../decode/encode-otlp.ts';
import { fromZipkinJson } from '../decode/from-zipkin-json.ts';
import { fromZipkinProtobuf } from '../decode/from-zipkin-protobuf.ts';
import { zipkinToOtlp } from '../decode/zipkin-to-otlp.ts';
import type { ZipkinSpan } from '../decode/zipkin-types.ts';
import { Refusal } from '../refusal.ts';
import { readBody } from './body.ts';
import { type Answer, httpReceiver, mediaType } from './http-receiver.ts';
import type { Intake } from './intake.ts';

export function zipkinReceiver(intake: Intake, allowRemote: boolean): Server {
  return httpReceiver({
    path: '/api/v2/spans',
    allowRemote,
    take: (request) => take(intake, request),
    describe: (_, { message }) => ({ type: 'text/plain; charset=utf-8', body: `${message}\n` }),
  });
}

/** Zipkin knows no partial success: if some spans are wrong the answer is 400, though the others were taken. */
async function take(intake: Intake, request: IncomingMessage): Promise<Answer> {
  const decode = decoderOf(mediaType(request));
  const { rejected, reason } = await intake.take('zipkin', async (hold) =>
    encodeTraces(zipkinToOtlp(decode(await readBody(request, hold)))),
  );
  if (rejected > 0) {
    throw new Refusal(400, `Cannot take ${rejected} of the spans: ${reason}. The others were taken`);
  }
  return { status: 202 };
}

function decoderOf(type: string): (body: Buffer) => ZipkinSpan[] {
  // Zipkin's first clients sent no content type; what they send is JSON.
  if (type === 'application/json' || type === '') return (body) => fromZipkinJson(body.toString());
  if (type === 'application/x-protobuf') return fromZipkinProtobuf;
  throw new Refusal(415, `Cannot read ${type}: send application/json or application/x-protobuf`);
}
