import { otlpJson } from './otlp-json.ts';
import { otlpProtobuf } from './otlp-protobuf.ts';
import type { Encoding, EncodingName } from './part.ts';
import { zipkinJson } from './zipkin-json.ts';

/** Each by its name. */
export const ENCODINGS: Readonly<Record<EncodingName, Encoding>> = {
  'otlp-protobuf': otlpProtobuf,
  'otlp-json': otlpJson,
  'zipkin-json': zipkinJson,
};
