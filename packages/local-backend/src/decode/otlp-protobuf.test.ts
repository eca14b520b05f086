import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Store, type StoredSpan } from '../store/store.ts';
import { encode, exportRequest } from '../testing/otlp-schema.ts';
import { validSpansOf } from '../testing/plain-otlp.ts';
import { damaged, damages, randomRequest } from '../testing/random-requests.ts';
import { MalformedProtobuf } from './wire.ts';

const SEED = 4_317;

describe('the OTLP protobuf decoder', () => {
  it('reads every field of thousands of random requests as protobufjs does', () => {
    fc.assert(
      fc.property(randomRequest, (request) => {
        const bytes = encode(exportRequest, request);
        const expected = validSpansOf(bytes);
        const { stored, added } = storeAndRead(bytes);
        expect(stored).toEqual(expected);
        expect(added.accepted).toBe(expected.length);
        expect(added.rejected).toBe(spansIn(request) - expected.length);
      }),
      { numRuns: 3_000, seed: SEED, endOnFailure: true },
    );
  });

  it('refuses damaged requests cleanly, and whatever it stores can be decoded', () => {
    let refused = 0;
    let stored = 0;
    fc.assert(
      fc.property(randomRequest, damages, (request, damage) => {
        const store = newStore();
        try {
          store.add(damaged(encode(exportRequest, request), damage), 'otlp-http');
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedProtobuf);
          refused += 1;
          return;
        }
        stored += everySpan(store).length;
      }),
      { numRuns: 5_000, seed: SEED, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(500);
    expect(stored).toBeGreaterThan(500);
  });

  it('reads damaged requests that protobufjs can read, too, as it does', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomRequest, damages, (request, damage) => {
        const bytes = damaged(encode(exportRequest, request), damage);
        const ours = attempt(() => storeAndRead(bytes).stored);
        const theirs = attempt(() => validSpansOf(bytes));
        if (!ours || !theirs) return;
        compared += 1;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 5_000, seed: SEED + 1, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it('never reads past the end of what is cut off anywhere', () => {
    const [request] = fc.sample(
      randomRequest.filter((each) => spansIn(each) > 5),
      { numRuns: 1, seed: SEED },
    );
    const bytes = encode(exportRequest, request ?? {});
    for (let length = 0; length < bytes.length; length++) {
      try {
        storeAndRead(bytes.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedProtobuf);
      }
    }
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

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What a store that had nothing else gives back, in the order of arrival. */
function storeAndRead(bytes: Buffer) {
  const store = newStore();
  const added = store.add(bytes, 'otlp-http');
  return { added, stored: everySpan(store).map(({ span, resource, scope }) => ({ span, resource, scope })) };
}

const newStore = () => new Store(1024 * 1024);

function everySpan(store: Store): StoredSpan[] {
  const slots = Array.from({ length: store.traces.size }, (_, slot) => slot);
  const addresses = slots.flatMap((slot) => [...store.addressesOf(slot)]);
  return addresses.toSorted((a, b) => a - b).map((address) => store.decode(address));
}
