/**
 * One span in each format, written by hand: what an exporter would say of an error is not what went wrong.
 * OTLP: opentelemetry/proto/trace/v1/trace.proto. Zipkin: zipkin2-api.yaml.
 */
import { DOCTOR, type Mark } from './mark.ts';

/** As if it had taken so long; in ms. */
const DURATION = 1;
const INTERNAL = 1;

export function toOtlpJson({ traceId, spanId, name, at }: Mark): Buffer {
  const span = {
    traceId,
    spanId,
    name,
    kind: INTERNAL,
    startTimeUnixNano: `${at}000000`,
    endTimeUnixNano: `${at + DURATION}000000`,
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: DOCTOR } }] };
  const scopeSpans = [{ scope: { name: DOCTOR }, spans: [span] }];
  return Buffer.from(JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }));
}

export const toZipkinJson = ({ traceId, spanId, name, at }: Mark): Buffer =>
  Buffer.from(
    JSON.stringify([
      {
        traceId,
        id: spanId,
        name,
        timestamp: at * 1_000,
        duration: DURATION * 1_000,
        localEndpoint: { serviceName: DOCTOR },
      },
    ]),
  );

export function toOtlpProtobuf({ traceId, spanId, name, at }: Mark): Buffer {
  const span = Buffer.concat([
    bytes(1, Buffer.from(traceId, 'hex')),
    bytes(2, Buffer.from(spanId, 'hex')),
    bytes(5, name),
    Buffer.from([(6 << 3) | VARINT, INTERNAL]),
    fixed64(7, at),
    fixed64(8, at + DURATION),
  ]);
  const resource = bytes(1, Buffer.concat([bytes(1, 'service.name'), bytes(2, bytes(1, DOCTOR))]));
  const scopeSpans = Buffer.concat([bytes(1, bytes(1, DOCTOR)), bytes(2, span)]);
  return bytes(1, Buffer.concat([bytes(1, resource), bytes(2, scopeSpans)]));
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** A field of text, bytes or a message. */
function bytes(field: number, content: string | Buffer): Buffer {
  const body = Buffer.from(content as string);
  return Buffer.concat([Buffer.from([(field << 3) | BYTES, ...varint(body.length)]), body]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** Milliseconds, as nanoseconds. */
function fixed64(field: number, ms: number): Buffer {
  const body = Buffer.alloc(9);
  body[0] = (field << 3) | FIXED64;
  body.writeBigUInt64LE(BigInt(ms) * 1_000_000n, 1);
  return body;
}
