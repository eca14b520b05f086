import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Store, type StoredSpan } from '../store/store.ts';
import { encode, exportRequest } from '../testing/otlp-schema.ts';
import { validSpansOf } from '../testing/plain-otlp.ts';
import { damaged, damages, randomRequest } from '../testing/random-requests.ts';
import { MalformedProtobuf } from './wire.ts';
import { Writer } from './wire-writer.ts';

const SEED = 4_317;
const TIMEOUT = 60_000;
const STORE_BYTES = 64 * 1024;

describe('the OTLP protobuf decoder, held against protobufjs', () => {
  it('reads every field of thousands of random requests alike', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(randomRequest, (request) => {
        const bytes = encode(exportRequest, request);
        const expected = validSpansOf(bytes);
        const { stored, added } = storeAndRead(bytes);
        expect(stored).toEqual(expected);
        expect(added.accepted).toBe(expected.length);
        expect(added.rejected).toBe(spansIn(request) - expected.length);
      }),
      { numRuns: 2_000, seed: SEED, endOnFailure: true },
    );
  });

  it('refuses thousands of damaged requests cleanly, or reads them alike', { timeout: TIMEOUT }, () => {
    const outcomes = { refused: 0, alike: 0, 'only ours': 0 };
    fc.assert(
      fc.property(randomRequest, fc.array(damages, { minLength: 6, maxLength: 6 }), (request, all) => {
        const whole = encode(exportRequest, request);
        for (const damage of all) {
          const outcome = tryBoth(damaged(whole, damage));
          expect(outcome).toBeOneOf(['refused', 'alike', 'only ours']);
          outcomes[outcome as 'refused'] += 1;
        }
      }),
      { numRuns: 1_000, seed: SEED, endOnFailure: true },
    );
    expect(outcomes.refused).toBeGreaterThan(1_000);
    expect(outcomes.alike).toBeGreaterThan(500);
  });

  it('refuses a request that is cut off anywhere, unless it is cut between two fields', () => {
    const [request] = fc.sample(
      randomRequest.filter((each) => spansIn(each) > 5),
      { numRuns: 1, seed: SEED },
    );
    const bytes = encode(exportRequest, request ?? {});
    const outcomes = Array.from({ length: bytes.length }, (_, end) => tryBoth(bytes.subarray(0, end)));
    expect(new Set(outcomes)).toEqual(new Set(['refused', 'alike']));
  });

  it('cuts off values that nest too deep, and does not run out of stack', () => {
    let value = new Writer().text(1, 'the bottom').finish();
    for (let depth = 0; depth < 2_000; depth++) {
      const inner = value;
      value = new Writer().message(5, (list) => list.bytes(1, inner)).finish();
    }
    const span = new Writer()
      .bytes(1, Buffer.alloc(16, 1))
      .bytes(2, Buffer.alloc(8, 1))
      .message(9, (attribute) => attribute.text(1, 'deep').bytes(2, value));
    const request = new Writer().message(1, (resourceSpans) =>
      resourceSpans.message(2, (scopeSpans) => scopeSpans.bytes(2, span.finish())),
    );
    const { stored } = storeAndRead(request.finish());
    expect(JSON.stringify(stored[0]?.span.attributes)).not.toContain('the bottom');
    expect(stored[0]?.span.attributes?.[0]?.key).toBe('deep');
  });
});

interface RequestShape {
  resourceSpans: { scopeSpans?: { spans?: unknown[] }[] }[];
}

const spansIn = ({ resourceSpans }: RequestShape): number =>
  resourceSpans.reduce(
    (sum, { scopeSpans = [] }) => sum + scopeSpans.reduce((inner, { spans = [] }) => inner + spans.length, 0),
    0,
  );

/** Our decoder may pass over what protobufjs refuses (an unknown field, say), but never reads anything else. */
function tryBoth(bytes: Buffer): unknown {
  const store = new Store(STORE_BYTES);
  try {
    store.add(bytes, 'otlp-http');
  } catch (error) {
    return error instanceof MalformedProtobuf ? 'refused' : error;
  }
  const ours = everySpan(store);
  let theirs: unknown;
  try {
    theirs = validSpansOf(bytes);
  } catch {
    return 'only ours';
  }
  return isDeepStrictEqual(ours, theirs) ? 'alike' : { ours, theirs };
}

/** What a store that had nothing else gives back. */
function storeAndRead(bytes: Buffer) {
  const store = new Store(STORE_BYTES);
  return { added: store.add(bytes, 'otlp-http'), stored: everySpan(store) };
}

/** Decoded, in the order of arrival. */
function everySpan(store: Store): Pick<StoredSpan, 'span' | 'resource' | 'scope'>[] {
  const slots = Array.from({ length: store.traces.size }, (_, slot) => slot);
  const addresses = slots.flatMap((slot) => [...store.addressesOf(slot)]);
  return addresses
    .toSorted((a, b) => a - b)
    .map((address) => store.decode(address))
    .map(({ span, resource, scope }) => ({ span, resource, scope }));
}
