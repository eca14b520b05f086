import { createQueryClient } from '@tracewalk/query-client';
import type { Span } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { CONTRACTS } from './contracts.ts';
import { findStory } from './find-story.ts';
import { goodTraces } from './good-traces.ts';
import { replayingApi } from './replaying-api.ts';

async function find(title: string, spans: readonly Span[]) {
  await using api = await replayingApi(spans);
  const contract = CONTRACTS.find((each) => each.title === title);
  if (!contract) throw new Error(`Cannot find the contract: ${title}`);
  return await findStory(createQueryClient(api.url), contract);
}

const RUN = 'a due run goes through the queue, and its end becomes an event';
const AUDIT = 'an audit links to the runs it looked at';
const HEADS = 'a heartbeat flips heads, which is displayed';
const TAILS = 'a heartbeat flips tails, and that is the end of it';
const spansOf = (title: string): Span[] => goodTraces().get(title) ?? [];

describe('looking for a story', () => {
  it('finds each in a system that tells them all', async () => {
    const traces = goodTraces();
    const all = [...traces.values()].flat();
    for (const { title } of CONTRACTS) {
      const found = await find(title, all);
      expect({ title, faults: found?.faults }).toEqual({ title, faults: [] });
      expect(found?.trace.id).toBe(traces.get(title)?.[0]?.traceId);
    }
  });

  it('finds none where no trace begins so', async () => {
    expect(await find(HEADS, spansOf(RUN))).toBeUndefined();
  });

  it('passes over traces that still go on', async () => {
    const complete = spansOf(HEADS);
    const growing = spansOf(HEADS).slice(0, 3);
    expect(await find(HEADS, [...growing, ...complete])).toMatchObject({ faults: [] });
  });

  it('tells what is wrong with the trace that comes closest', async () => {
    const closest = spansOf(HEADS).slice(0, -1);
    const found = await find(HEADS, [...spansOf(TAILS), ...closest, ...spansOf(HEADS).slice(0, 2)]);
    expect(found?.faults).toEqual([
      `There is no event-display's INTERNAL span display event within event-display's POST /.`,
    ]);
    expect(found?.trace.id).toBe(closest[0]?.traceId);
  });

  it('follows the links of the audit', async () => {
    const audit = spansOf(AUDIT);
    const about = `drain's INTERNAL span audit runs has a link`;
    expect((await find(AUDIT, audit))?.faults).toEqual([
      `${about} to a trace that is not there, not to drain's CONSUMER span process runs.`,
    ]);
    const [, other] = spansOf(RUN);
    if (!other) throw new Error('Cannot draw the run');
    const links = [{ traceId: other.traceId, spanId: other.spanId, attributes: {} }];
    const elsewhere = audit.map((span, index) => (index === 0 ? { ...span, links } : span));
    expect((await find(AUDIT, [...elsewhere, { ...other, parentSpanId: undefined }]))?.faults).toEqual([
      `${about} that leads to another span, not to drain's CONSUMER span process runs.`,
    ]);
  });
});
