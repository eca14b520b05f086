/** Traces from a file, whichever of the usual formats it is in. */
import {
  buildTraces,
  fromJaegerJson,
  fromOtlpJson,
  fromZipkinJson,
  type Span,
  type Trace,
} from '@tracewalk/trace-model';

/**
 * OTLP JSON (one document, or one on each line, as the Collector's file exporter writes), Jaeger JSON (its API's answer,
 * the files its UI saves) or Zipkin JSON. Which of them it is shows.
 * @param file its name, for errors. @throws Error that says what was expected
 */
export function readTraces(text: string, file: string): Trace[] {
  const spans = documents(text, file).flatMap((document) => spansOf(document, file));
  if (spans.length === 0) throw new Error(`Cannot learn from ${file}: there are no spans in it`);
  return buildTraces(spans);
}

function documents(text: string, file: string): unknown[] {
  const whole = parse(text);
  if (whole !== undefined) return [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const document = parse(line);
    if (document === undefined) throw new Error(`Cannot learn from ${file}: line ${index + 1} is not JSON`);
    return document;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function spansOf(document: unknown, file: string): Span[] {
  try {
    if (Array.isArray(document)) return fromZipkinJson(document);
    if (typeof document === 'object' && document !== null) {
      if ('resourceSpans' in document || 'result' in document) return fromOtlpJson(document);
      if ('data' in document) return fromJaegerJson(document);
    }
  } catch (error) {
    throw new Error(`Cannot learn from ${file}: ${(error as Error).message}`, { cause: error });
  }
  throw new Error(
    `Cannot learn from ${file}: it is neither OTLP JSON (resourceSpans), Jaeger JSON (data) nor Zipkin JSON (a list)`,
  );
}
