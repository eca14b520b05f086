/** What receivers say about a request: OTLP's partial success, google.rpc.Status, retry times. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

type Field = { field: number; number: number; bytes: Buffer };
const NOTHING = Buffer.alloc(0);

/** The fields of a protobuf message. @throws if it is none */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new Error('it is no protobuf');
  };
  while (at < message.length) {
    const tag = varint();
    const [field, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType === VARINT) yield { field, number: varint(), bytes: NOTHING };
    else {
      const size =
        wireType === BYTES ? varint() : wireType === FIXED64 ? 8 : wireType === FIXED32 ? 4 : Infinity;
      if (at + size > message.length) throw new Error('it is no protobuf');
      yield { field, number: 0, bytes: message.subarray(at, at + size) };
      at += size;
    }
  }
}

/** How many spans were rejected, and why: ExportTraceServiceResponse. @throws if it is none */
export function readPartialSuccess(body: Buffer, isJson: boolean): { rejected: number; reason?: string } {
  return isJson ? partialSuccessOfJson(body) : partialSuccessOfProtobuf(body);
}

function partialSuccessOfProtobuf(body: Buffer): { rejected: number; reason?: string } {
  let rejected = 0;
  let reason: string | undefined;
  for (const { field, bytes } of fieldsOf(body)) {
    if (field !== 1) continue;
    for (const inner of fieldsOf(bytes)) {
      if (inner.field === 1) rejected = inner.number;
      else if (inner.field === 2) reason = inner.bytes.toString();
    }
  }
  return { rejected, reason };
}

function partialSuccessOfJson(body: Buffer): { rejected: number; reason?: string } {
  if (body.length === 0) return { rejected: 0 };
  const answer = JSON.parse(body.toString()) as {
    partialSuccess?: { rejectedSpans?: string | number; errorMessage?: string };
  } | null;
  const { rejectedSpans = 0, errorMessage } = answer?.partialSuccess ?? {};
  const rejected = Number(rejectedSpans);
  if (!Number.isSafeInteger(rejected) || rejected < 0) throw new Error('rejectedSpans is no number');
  return { rejected, reason: errorMessage };
}

const MAX_REASON = 200;

/** Why a request was refused, in one line: google.rpc.Status in protobuf or JSON, or text. */
export function readReason(body: Buffer, contentType = ''): string {
  return oneLine(reasonIn(body, contentType));
}

const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON);

function reasonIn(body: Buffer, contentType: string): string {
  try {
    if (contentType.includes('protobuf')) {
      return [...fieldsOf(body)].find(({ field }) => field === 2)?.bytes.toString() ?? '';
    }
    if (contentType.includes('json'))
      return String((JSON.parse(body.toString()) as { message: unknown }).message);
  } catch {
    return '';
  }
  return contentType.includes('html') ? '' : body.toString('utf8', 0, 4 * MAX_REASON);
}

const MAX_WAIT_MS = 3_600_000;

/** `Retry-After` in ms: seconds or a date (RFC 9110). */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_WAIT_MS);
}

/** google.rpc.RetryInfo in `grpc-status-details-bin`, in ms. */
export function readRetryInfo(base64: string | undefined): number | undefined {
  if (base64 === undefined) return undefined;
  try {
    for (const detail of fieldsOf(Buffer.from(base64, 'base64'))) {
      if (detail.field !== 3) continue;
      const any = [...fieldsOf(detail.bytes)];
      const type = any.find(({ field }) => field === 1)?.bytes.toString();
      if (!type?.endsWith('/google.rpc.RetryInfo')) continue;
      const info = any.find(({ field }) => field === 2)?.bytes ?? NOTHING;
      const delay = [...fieldsOf(info)].find(({ field }) => field === 1)?.bytes ?? NOTHING;
      let ms = 0;
      for (const { field, number } of fieldsOf(delay)) ms += field === 1 ? number * 1_000 : number / 1e6;
      return Math.min(ms, MAX_WAIT_MS);
    }
  } catch {
    return undefined;
  }
  return undefined;
}
