/**
 * A tag that is searched for: key and value in text, whatever the attribute's type.
 *
 * Where a key is looked for is what Jaeger's memory storage does (jaeger, internal/storage/v2/memory/tenant.go), and
 * the tags that its JSON shows are found, too.
 */
import { decodeScope, decodeSpan } from '../decode/decode-span.ts';
import { KINDS } from '../decode/otlp-types.ts';
import { Reader } from '../decode/wire.ts';
import {
  messageHas,
  RESOURCE_ATTRIBUTES,
  SCOPE_ATTRIBUTES,
  spanHas,
  type WantedAttribute,
} from './find-attribute.ts';
import { possibleFingerprints } from './fingerprint.ts';
import { ERROR_FLAG, FORMATS, OK_FLAG, type Segment, type SpanContext } from './segment.ts';

/** Whether a span fits. */
export type TagTest = (segment: Segment, row: number) => boolean;

export function tagTest(key: string, text: string): TagTest {
  switch (key) {
    case 'error':
      return hasStatus(/^(1|t|true)$/i.test(text) ? 'ERROR' : /^(0|f|false)$/i.test(text) ? 'OK' : '');
    case 'otel.status_code':
    case 'span.status':
      return hasStatus(text.toUpperCase());
    case 'span.kind': {
      const kind = KINDS.findIndex((name) => name === text.toLowerCase());
      return (segment, row) => segment.kindOf(row) === kind;
    }
    case 'internal.span.format':
      return (segment, row) => FORMATS[contextOf(segment, row).format] === text;
    case 'otel.status_description':
      return (segment, row) => decodeSpan(spanReader(segment, row)).status?.message === text;
    case 'w3c.tracestate':
      return (segment, row) => decodeSpan(spanReader(segment, row)).traceState === text;
    case 'otel.scope.name':
    case 'scope.name':
      return (segment, row) => scopeOf(segment, row).name === text;
    case 'otel.scope.version':
    case 'scope.version':
      return (segment, row) => scopeOf(segment, row).version === text;
    default:
      return hasAttribute(key, text);
  }
}

function hasStatus(code: string): TagTest {
  if (code !== 'ERROR' && code !== 'OK' && code !== 'UNSET') return () => false;
  const wanted = code === 'ERROR' ? ERROR_FLAG : code === 'OK' ? OK_FLAG : 0;
  return (segment, row) => segment.flags[row] === wanted;
}

function hasAttribute(key: string, text: string): TagTest {
  const wanted = { key: Buffer.from(key), text };
  const anywhere = fingerprintTest(wanted);
  // `resource.` says where to look; but an attribute may also be called so.
  const inResource = key.startsWith('resource.')
    ? { key: Buffer.from(key.slice('resource.'.length)), text }
    : undefined;
  return (segment, row) => {
    if (inResource && resourceHas(segment, row, inResource)) return true;
    if (!anywhere(segment, row)) return false;
    return (
      spanHas(spanReader(segment, row), wanted) ||
      resourceHas(segment, row, wanted) ||
      messageHas(scopeReader(segment, row), SCOPE_ATTRIBUTES, wanted)
    );
  };
}

/** Whether the index allows for the attribute. */
function fingerprintTest({ key, text }: WantedAttribute): TagTest {
  const bits = possibleFingerprints(key, text);
  const mask0 = bits.reduce((mask, bit) => (bit < 32 ? mask | (1 << bit) : mask), 0);
  const mask1 = bits.reduce((mask, bit) => (bit < 32 ? mask : mask | (1 << (bit - 32))), 0);
  return (segment, row) => {
    const { bits0, bits1 } = contextOf(segment, row);
    return (
      (((segment.bits0[row] as number) | bits0) & mask0) !== 0 ||
      (((segment.bits1[row] as number) | bits1) & mask1) !== 0
    );
  };
}

const contextOf = (segment: Segment, row: number): SpanContext =>
  segment.contexts[segment.context[row] as number] as SpanContext;

function spanReader(segment: Segment, row: number): Reader {
  const start = segment.offset[row] as number;
  return new Reader(segment.raw, start, start + (segment.length[row] as number));
}

function scopeReader(segment: Segment, row: number): Reader {
  const { scopeStart, scopeEnd } = contextOf(segment, row);
  return new Reader(segment.raw, scopeStart, scopeEnd);
}

const scopeOf = (segment: Segment, row: number) => decodeScope(scopeReader(segment, row));

function resourceHas(segment: Segment, row: number, wanted: WantedAttribute): boolean {
  const { resourceStart, resourceEnd } = contextOf(segment, row);
  return messageHas(new Reader(segment.raw, resourceStart, resourceEnd), RESOURCE_ATTRIBUTES, wanted);
}
