/**
 * What an operation speaks, told by the attributes of one of its spans: all spans of one name and kind are of the same
 * making. (OpenTelemetry semantic conventions, the current names and those before them.)
 */
import { decodeSpan } from '../decode/decode-span.ts';
import { type KeyValue, KINDS } from '../decode/otlp-types.ts';
import { Reader } from '../decode/wire.ts';
import { attributeText } from './attribute-text.ts';
import type { Segment } from './segment.ts';

export type Protocol = 'http' | 'grpc' | 'messaging' | 'database' | 'other';

export interface Spoken {
  protocol: Protocol;
  /** The database's system, e.g. `postgresql`; '' for anything else. */
  database: string;
}

const known = new WeakMap<Segment, Spoken[]>();

export function spokenBy(segment: Segment, row: number): Spoken {
  let operations = known.get(segment);
  if (!operations) known.set(segment, (operations = []));
  return (operations[segment.operation[row] as number] ??= tell(segment, row));
}

const PRODUCER = KINDS.indexOf('producer');
const CONSUMER = KINDS.indexOf('consumer');

function tell(segment: Segment, row: number): Spoken {
  const from = segment.offset[row] as number;
  const { attributes = [] } = decodeSpan(
    new Reader(segment.raw, from, from + (segment.length[row] as number)),
  );
  const kind = segment.kindOf(row);
  const database = valueOf(attributes, 'db.system.name', 'db.system');
  const rpc = valueOf(attributes, 'rpc.system.name', 'rpc.system');
  if (database) return { protocol: 'database', database };
  if (rpc) return { protocol: rpc === 'grpc' ? 'grpc' : 'other', database: '' };
  if (kind === PRODUCER || kind === CONSUMER || valueOf(attributes, 'messaging.system')) {
    return { protocol: 'messaging', database: '' };
  }
  const isHttp = valueOf(attributes, 'http.request.method', 'http.method') !== '';
  return { protocol: isHttp ? 'http' : 'other', database: '' };
}

function valueOf(attributes: KeyValue[], ...keys: string[]): string {
  const found = attributes.find(({ key }) => keys.includes(key));
  return found ? attributeText(found.value) : '';
}
