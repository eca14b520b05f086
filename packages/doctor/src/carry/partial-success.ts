/** ExportTraceServiceResponse: empty when all spans were taken, else how many were not, and why. */

export interface Rejected {
  readonly spans: number;
  readonly reason: string;
}

export function partialOfJson(body: Buffer): Rejected | undefined {
  try {
    const { partialSuccess } = JSON.parse(body.toString()) as {
      partialSuccess?: { rejectedSpans?: unknown; errorMessage?: string };
    };
    const spans = Number(partialSuccess?.rejectedSpans ?? 0);
    return spans > 0 ? { spans, reason: partialSuccess?.errorMessage ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** What cannot be read counts as nothing: the spans will be looked for anyway. */
export function partialOfProtobuf(body: Buffer): Rejected | undefined {
  const partial = fieldsOf(body).get(1);
  if (!Buffer.isBuffer(partial)) return undefined;
  const fields = fieldsOf(partial);
  const spans = Number(fields.get(1) ?? 0);
  return spans > 0 ? { spans, reason: String(fields.get(2) ?? '') } : undefined;
}

/** Numbers and bytes by their field; whatever follows something else is left out. */
function fieldsOf(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const value = varint();
    if ((tag & 7) === 0) fields.set(tag >>> 3, value);
    else if ((tag & 7) === 2) fields.set(tag >>> 3, message.subarray(at, (at += value)));
    else break;
  }
  return fields;
}
