/** OTLP over HTTP (OTLP specification, "OTLP/HTTP"): POST /v1/traces, protobuf or JSON, answered in the same form. */
import type { IncomingMessage, Server } from 'node:http';
import { fromOtlpJson } from '../decode/from-otlp-json.ts';
import { Writer } from '../decode/wire-writer.ts';
import { Refusal } from '../refusal.ts';
import type { Added } from '../store/store.ts';
import { readBody } from './body.ts';
import { type Answer, httpReceiver, mediaType } from './http-receiver.ts';
import type { Intake } from './intake.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

export function otlpHttpReceiver(intake: Intake, allowRemote: boolean): Server {
  return httpReceiver({
    path: '/v1/traces',
    allowRemote,
    take: (request) => take(intake, request),
    describe: (request, refusal) => describe(mediaType(request), refusal),
  });
}

async function take(intake: Intake, request: IncomingMessage): Promise<Answer> {
  const type = mediaType(request);
  if (type !== PROTOBUF && type !== JSON_TYPE) {
    throw new Refusal(
      415,
      `Cannot read ${type || 'a body without a content type'}: send ${PROTOBUF} or ${JSON_TYPE}`,
    );
  }
  const added = await intake.take('otlp-http', async (hold) => {
    const body = await readBody(request, hold);
    return type === JSON_TYPE ? fromOtlpJson(body.toString()) : body;
  });
  return { status: 200, type, body: type === JSON_TYPE ? partialJson(added) : partialProtobuf(added) };
}

/** ExportTraceServiceResponse: empty when all was taken, else how many spans were not, and why. */
export function partialProtobuf({ rejected, reason }: Added): Buffer {
  if (rejected === 0) return Buffer.alloc(0);
  return new Writer().message(1, (partial) => partial.varint(1, rejected).text(2, reason)).finish();
}

function partialJson({ rejected, reason }: Added): string {
  if (rejected === 0) return '{}';
  return JSON.stringify({ partialSuccess: { rejectedSpans: String(rejected), errorMessage: reason } });
}

/** gRPC's codes for HTTP statuses; a wrong request is an INVALID_ARGUMENT. */
const CODES: Record<number, number> = { 404: 5, 413: 8, 429: 8, 500: 13 };
const INVALID_ARGUMENT = 3;

/** A refusal's body is a google.rpc.Status, in JSON for whoever sends JSON. */
function describe(type: string, { status, message }: Refusal): Omit<Answer, 'status'> {
  const code = CODES[status] ?? INVALID_ARGUMENT;
  if (type === JSON_TYPE) return { type, body: JSON.stringify({ code, message }) };
  return { type: PROTOBUF, body: new Writer().varint(1, code).text(2, message).finish() };
}
