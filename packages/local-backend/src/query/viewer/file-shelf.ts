/**
 * Files that were dropped on the viewer: each in a small store of its own, so that nothing of them is found among the
 * spans that came over the wire. The oldest files go when there are too many.
 */
import type { IncomingMessage } from 'node:http';
import { encodeTraces } from '../../decode/encode-otlp.ts';
import { fromJaegerJson } from '../../decode/from-jaeger-json.ts';
import { otlpFromJson } from '../../decode/from-otlp-json.ts';
import { toZipkinSpans } from '../../decode/from-zipkin-json.ts';
import { type JsonObject, MalformedJson, parseJson } from '../../decode/json-reader.ts';
import { zipkinToOtlp } from '../../decode/zipkin-to-otlp.ts';
import { readBody } from '../../receivers/body.ts';
import { Refusal } from '../../refusal.ts';
import { Store } from '../../store/store.ts';
import type { DroppedFile } from './answers.ts';
import { foundTrace } from './find-traces.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_FILES = 8;
const MAX_SHELF_BYTES = 128 * 1024 * 1024;
const MAX_TRACES_LISTED = 1_500;

export class FileShelf {
  readonly #stores = new Map<string, Store>();
  readonly #onDrop: (store: Store) => void;
  #busy = false;

  /** @param onDrop is told of each store that goes. */
  constructor(onDrop: (store: Store) => void) {
    this.#onDrop = onDrop;
  }

  get(file: string): Store | undefined {
    return this.#stores.get(file);
  }

  /** @throws Refusal or MalformedJson if there is no trace in it. */
  async take(request: IncomingMessage): Promise<DroppedFile> {
    if (this.#busy) {
      throw new Refusal(429, 'Cannot read the file now: another is being read. Try again in a second', {
        'retry-after': '1',
      });
    }
    this.#busy = true;
    try {
      return this.#add((await readBody(request, () => undefined, MAX_FILE_BYTES)).toString());
    } finally {
      this.#busy = false;
    }
  }

  #add(text: string): DroppedFile {
    const { format, requests } = readFile(text);
    const store = new Store(MAX_SHELF_BYTES);
    const added = requests.map((each) => store.add(each, 'otlp-http'));
    const rejected = added.reduce((sum, each) => sum + each.rejected, 0);
    const reason = added.find((each) => each.reason)?.reason ?? '';
    if (store.traces.size === 0) {
      throw new Refusal(400, `Cannot show the file: ${reason || 'there is no span in it'}`);
    }
    const file = crypto.randomUUID();
    this.#stores.set(file, store);
    this.#makeRoom();
    // The traces of a new store are numbered in the order in which they came.
    const slots = Array.from({ length: Math.min(store.traces.size, MAX_TRACES_LISTED) }, (_, slot) => slot);
    return { file, format, traces: slots.map((slot) => foundTrace(store, slot, true)), rejected, reason };
  }

  #makeRoom(): void {
    let bytes = [...this.#stores.values()].reduce((sum, store) => sum + store.bytes, 0);
    for (const [file, store] of this.#stores) {
      const fits = bytes <= MAX_SHELF_BYTES && this.#stores.size <= MAX_FILES;
      if (fits || this.#stores.size === 1) return;
      this.#stores.delete(file);
      this.#onDrop(store);
      bytes -= store.bytes;
    }
  }
}

interface FileRead {
  format: DroppedFile['format'];
  /** In OTLP protobuf. */
  requests: Buffer[];
}

/** Which format it is shows in the outermost value. */
function readFile(text: string): FileRead {
  const documents = parseDocuments(text.replace(/^\uFEFF/, ''));
  const [first] = documents;
  if (Array.isArray(first)) {
    const requests = documents.map((each) => encodeTraces(zipkinToOtlp(toZipkinSpans(each))));
    return { format: 'zipkin', requests };
  }
  if (isObject(first) && Array.isArray(first.data)) {
    return { format: 'jaeger', requests: [encodeTraces(fromJaegerJson(first))] };
  }
  return { format: 'otlp', requests: documents.map((each) => otlpFromJson(otlpOf(each))) };
}

/** One document; or, as the Collector's file exporter writes them, one a line. */
function parseDocuments(text: string): unknown[] {
  const firstLine = text.slice(0, text.indexOf('\n') + 1).trim();
  if (firstLine.startsWith('{') && firstLine.endsWith('}') && text.length > firstLine.length + 2) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch (error) {
        throw new MalformedJson(`line ${index + 1}: ${(error as Error).message}`);
      }
    });
  }
  return [parseJson(text)];
}

/** Jaeger's v3 API wraps it in `result`. */
function otlpOf(document: unknown): unknown {
  const inner = isObject(document) && isObject(document.result) ? document.result : document;
  if (isObject(inner) && Array.isArray(inner.resourceSpans)) return inner;
  throw new Refusal(
    400,
    'Cannot show the file: it is neither OTLP JSON (resourceSpans), Jaeger JSON (data) nor Zipkin JSON (a list of spans)',
  );
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
