/**
 * Traces as no demo shows them and every system sends them some day: what the viewer must show, or say plainly why it
 * does not. Each is OTLP/JSON, with one trace id.
 */
import type { AnyValue, KeyValue, OtlpSpan, ResourceSpans, TracesData } from '../decode/otlp-types.ts';

export interface OddTrace {
  traceId: string;
  data: TracesData;
}

/** 2026-11-21T10:00:00Z in µs. */
const BEGIN = 1_795_255_200_000_000;
const HOUR = 3_600_000_000;

/** If it is ever executed, `window.executed` is set. */
export const SCRIPT =
  '<script>window.executed=1</script><img src=x onerror="window.executed=1">"\'`${window.executed=1}';

type Times = [from: number, to: number];

class Builder {
  readonly traceId: string;
  readonly #byService = new Map<string, OtlpSpan[]>();

  constructor(number: number) {
    this.traceId = `2b${number.toString(16).padStart(30, '0')}`;
  }

  /** A span that begins and ends so many µs after BEGIN; 0 is no parent. */
  add(
    service: string,
    id: number,
    parent: number,
    name: string,
    [from, to]: Times,
    more: Partial<OtlpSpan> = {},
  ) {
    const spans = this.#byService.get(service) ?? [];
    this.#byService.set(service, spans);
    spans.push({
      traceId: this.traceId,
      spanId: spanId(id),
      ...(parent > 0 && { parentSpanId: spanId(parent) }),
      name,
      kind: 1,
      startTimeUnixNano: `${BEGIN + from}000`,
      endTimeUnixNano: `${BEGIN + to}000`,
      ...more,
    });
    return this;
  }

  build(scope = 'by-hand', resource: KeyValue[] = []): OddTrace {
    const resourceSpans = [...this.#byService].map(([service, spans]): ResourceSpans => ({
      resource: { attributes: [...attributes({ 'service.name': service }), ...resource] },
      scopeSpans: [{ scope: { name: scope, version: scope }, spans }],
    }));
    return { traceId: this.traceId, data: { resourceSpans } };
  }
}

const spanId = (id: number): string => id.toString(16).padStart(16, '0');

const attributes = (pairs: Record<string, string | AnyValue>): KeyValue[] =>
  Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : value,
  }));

/** Each span is the only child of the one before. */
function deep(depth: number): OddTrace {
  const builder = new Builder(1);
  for (let level = 1; level <= depth; level++) {
    const times: Times = [level * 10, depth * 40 - level * 10];
    builder.add(`service-${level % 7}`, level, level - 1, `level ${level}`, times);
  }
  return builder.build();
}

/** A root with children of its own, a circle of three with a tail, a span that is its own parent, and one without its parent. */
function cyclic(): OddTrace {
  return new Builder(2)
    .add('shop', 1, 0, 'root', [0, 9_000])
    .add('shop', 2, 1, 'child', [1_000, 5_000])
    .add('ring', 11, 13, 'first of the circle', [2_000, 8_000])
    .add('ring', 12, 11, 'second of the circle', [3_000, 7_000])
    .add('ring', 13, 12, 'third of the circle', [4_000, 6_000])
    .add('ring', 14, 13, 'tail of the circle', [4_500, 5_000])
    .add('ring', 21, 21, 'its own parent', [1_000, 2_000])
    .add('lost', 31, 99, 'its parent is missing', [3_000, 4_000])
    .build();
}

function oddTimes(): OddTrace {
  return new Builder(3)
    .add('clock', 1, 0, 'root', [0, 100_000])
    .add('clock', 2, 1, 'no time at all', [10_000, 10_000])
    .add('clock', 3, 1, 'ends before it begins', [30_000, 20_000])
    .add('clock', 4, 1, 'begins before its parent', [-50_000, -40_000])
    .add('clock', 5, 1, 'goes on after its parent', [90_000, 250_000], { kind: 5 })
    .add('clock', 6, 1, 'one microsecond', [50_000, 50_001])
    .build();
}

function hoursApart(): OddTrace {
  return new Builder(4)
    .add('night', 1, 0, 'first', [0, 1_000])
    .add('night', 2, 1, 'an hour later', [HOUR, HOUR + 2_000])
    .add('night', 3, 2, 'eight hours later', [8 * HOUR, 8 * HOUR + 500])
    .build();
}

function otherScripts(): OddTrace {
  return new Builder(5)
    .add('🛒 boutique', 1, 0, 'GET /🍕/{🧀}', [0, 10_000])
    .add('متجر', 2, 1, 'طلب البيتزا ← تأكيد', [1_000, 8_000], {
      attributes: attributes({ مفتاح: 'قيمة', 鍵: '値' }),
    })
    .add('商店', 3, 2, '注文を確認する', [2_000, 7_000])
    .add('חנות', 4, 3, '\u202Eevil \u202Dorder', [3_000, 6_000])
    .add('👩‍👩‍👧‍👦', 5, 4, 'e\u0301te\u0301 \u0000 \u001b[31mred', [4_000, 5_000])
    .add('', 6, 5, '', [4_200, 4_800])
    .build();
}

/** Attributes of 100 KB: without a blank, with lines, and as nested values. */
function bigAttributes(): OddTrace {
  const long = 'x'.repeat(100 * 1024);
  const lines = Array.from({ length: 2_000 }, (_, line) => `line ${line} of a very long stack trace`).join(
    '\n',
  );
  const list = { arrayValue: { values: Array.from({ length: 5_000 }, (_, intValue) => ({ intValue })) } };
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`attribute.${n}`, `value ${n}`]));
  return new Builder(6)
    .add('big', 1, 0, 'a long text', [0, 3_000], { attributes: attributes({ long, lines }) })
    .add('big', 2, 1, 'a long list, and many', [500, 2_000], { attributes: attributes({ list, ...many }) })
    .add('big', 3, 1, long.slice(0, 4_000), [2_000, 2_500], {
      events: [{ timeUnixNano: `${BEGIN + 2_200}000`, name: 'long', attributes: attributes({ long }) }],
    })
    .build();
}

/** `SCRIPT` wherever a text can be. */
function scripted(): OddTrace {
  const builder = new Builder(7);
  const everywhere = attributes({ [SCRIPT]: SCRIPT, 'http.url': 'javascript:window.executed=1' });
  return builder
    .add(SCRIPT, 1, 0, SCRIPT, [0, 5_000], {
      attributes: [...everywhere, ...attributes({ 'demo.propagation.format': SCRIPT })],
      traceState: SCRIPT,
      status: { code: 2, message: SCRIPT },
      events: [{ timeUnixNano: `${BEGIN + 100}000`, name: SCRIPT, attributes: everywhere }],
      links: [{ traceId: builder.traceId, spanId: spanId(2), traceState: SCRIPT, attributes: everywhere }],
    })
    .add(`${SCRIPT} 2`, 2, 1, `${SCRIPT} 2`, [1_000, 4_000], { kind: 2 })
    .build(SCRIPT, everywhere);
}

/** Each service calls four others: a graph of as many services as there are spans. */
function manyServices(services: number): OddTrace {
  const builder = new Builder(8);
  for (let id = 1; id <= services; id++) {
    const times: Times = [id, services * 4 - id];
    builder.add(`service-${id}`, id, Math.floor((id + 2) / 4), `operation ${id % 50}`, times, { kind: 2 });
  }
  return builder.build();
}

export const ODD_TRACES = {
  deep: deep(1_000),
  cyclic: cyclic(),
  oddTimes: oddTimes(),
  hoursApart: hoursApart(),
  otherScripts: otherScripts(),
  bigAttributes: bigAttributes(),
  scripted: scripted(),
  manyServices: manyServices(5_000),
} as const;
