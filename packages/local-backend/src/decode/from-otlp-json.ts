/** OTLP/JSON, checked as far as the encoder relies on it. */
import { encodeTraces } from './encode-otlp.ts';
import type { TracesData } from './otlp-types.ts';

export class MalformedJson extends Error {
  constructor(state: string) {
    super(`Cannot read the JSON: ${state}`);
    this.name = 'MalformedJson';
  }
}

export function fromOtlpJson(text: string): Buffer {
  const data = parseJson(text);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new MalformedJson('expected an object with resourceSpans');
  }
  try {
    return encodeTraces(data as TracesData);
  } catch (error) {
    throw new MalformedJson((error as Error).message);
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedJson((error as Error).message);
  }
}
