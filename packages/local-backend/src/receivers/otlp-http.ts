/** OTLP over HTTP (OTLP specification, "OTLP/HTTP"): POST /v1/traces, protobuf or JSON, answered in the same form. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fromOtlpJson } from '../decode/from-otlp-json.ts';
import { Writer } from '../decode/wire.ts';
import { guard } from '../guard.ts';
import type { Added } from '../store/store.ts';
import { readBody, Refusal } from './body.ts';
import type { Intake } from './intake.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

export function otlpHttpReceiver(intake: Intake, allowRemote: boolean): Server {
  return createServer((request, response) => {
    const type = mediaType(request) === JSON_TYPE ? JSON_TYPE : PROTOBUF;
    receive(intake, allowRemote, request).then(
      (added) =>
        answer(response, 200, type, type === JSON_TYPE ? partialJson(added) : partialProtobuf(added)),
      (error: unknown) => refuse(response, type, error),
    );
  });
}

async function receive(intake: Intake, allowRemote: boolean, request: IncomingMessage): Promise<Added> {
  guard(request, allowRemote);
  const path = request.url?.split('?')[0];
  if (path !== '/v1/traces')
    throw new Refusal(404, `Cannot take ${path}: this backend takes traces, at /v1/traces`);
  if (request.method !== 'POST')
    throw new Refusal(405, 'Cannot answer: spans are sent by POST', { allow: 'POST' });
  const type = mediaType(request);
  if (type !== PROTOBUF && type !== JSON_TYPE) {
    throw new Refusal(
      415,
      `Cannot read ${type || 'a body without a content type'}: send ${PROTOBUF} or ${JSON_TYPE}`,
    );
  }
  return intake.take('otlp-http', async () => {
    const body = await readBody(request);
    return type === JSON_TYPE ? fromOtlpJson(body.toString()) : body;
  });
}

export const mediaType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** ExportTraceServiceResponse: empty when all was taken, else how many spans were not, and why. */
export function partialProtobuf({ rejected, reason }: Added): Buffer {
  if (rejected === 0) return Buffer.alloc(0);
  return new Writer().bytes(1, new Writer().varint(1, rejected).bytes(2, reason).finish()).finish();
}

function partialJson({ rejected, reason }: Added): string {
  if (rejected === 0) return '{}';
  return JSON.stringify({ partialSuccess: { rejectedSpans: String(rejected), errorMessage: reason } });
}

/** A refusal's body is a google.rpc.Status. */
function refuse(response: ServerResponse, type: string, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal(500, (error as Error).message);
  const code = refusal.status === 429 ? 8 : refusal.status === 500 ? 13 : 3;
  const status = new Writer().varint(1, code).bytes(2, refusal.message).finish();
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  answer(
    response,
    refusal.status,
    type,
    type === JSON_TYPE ? JSON.stringify({ code, message: refusal.message }) : status,
  );
}

function answer(response: ServerResponse, status: number, type: string, body: Buffer | string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
