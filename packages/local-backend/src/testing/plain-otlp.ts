/** What protobufjs decoded, in the form in which the store gives spans back: for comparing the two. */
import type { OtlpSpan, Resource, Scope } from '../decode/otlp-types.ts';
import { decode, exportRequest } from './otlp-schema.ts';

export interface PlainSpan {
  span: OtlpSpan;
  resource: Resource;
  scope: Scope;
}

/** The spans of a request with valid ids, in its order, as protobufjs reads them. */
export function validSpansOf(request: Uint8Array): PlainSpan[] {
  const { resourceSpans = [] } = plain(decode(exportRequest, request), '') as RequestJson;
  return resourceSpans.flatMap(({ resource = {}, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope = {}, spans = [] }) =>
      spans
        .filter(({ traceId, spanId }) => isId(traceId, 32) && isId(spanId, 16))
        .filter(({ parentSpanId = '' }) => parentSpanId === '' || parentSpanId.length === 16)
        .map((span) => ({
          span,
          resource: only(resource, ['attributes']),
          scope: only(scope, ['name', 'version', 'attributes']),
        })),
    ),
  );
}

interface RequestJson {
  resourceSpans?: { resource?: Resource; scopeSpans?: { scope?: Scope; spans?: OtlpSpan[] }[] }[];
}

const isId = (id: string | undefined, digits: number): boolean => id?.length === digits && !/^0+$/.test(id);

/** By the field that holds a message: what our decoder writes there even if the message does not say. */
const DEFAULTS: Record<string, object> = {
  spans: { traceId: '', spanId: '', name: '', startTimeUnixNano: '0', endTimeUnixNano: '0' },
  events: { timeUnixNano: '0', name: '' },
  links: { traceId: '', spanId: '' },
  attributes: { key: '' },
  kvlistValue: { values: [] },
  arrayValue: { values: [] },
};

/** Ids in hex, other bytes in base64, and the defaults. */
function plain(value: unknown, field: string, holder = ''): unknown {
  if (Buffer.isBuffer(value)) return value.toString(field.endsWith('Id') ? 'hex' : 'base64');
  if (Array.isArray(value)) return value.map((each) => plain(each, field, holder));
  if (typeof value !== 'object' || value === null) return value;
  const isPair = field === 'values' && holder === 'kvlistValue';
  const fields = Object.entries(value).map(([name, each]) => [name, plain(each, name, field)]);
  return { ...DEFAULTS[isPair ? 'attributes' : field], ...Object.fromEntries(fields) };
}

const only = (message: object, fields: string[]): object =>
  Object.fromEntries(Object.entries(message).filter(([name]) => fields.includes(name)));
