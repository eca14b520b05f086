import { faultBaggage, startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { broker, onType, post, subscriber } from '../../broker/src/test-broker.ts';
import { start } from './main.ts';

const HEARTBEAT = {
  'ce-id': '42',
  'ce-source': '/heartbeats',
  'ce-type': 'dev.knative.eventing.samples.heartbeat',
  'ce-specversion': '1.0',
  'content-type': 'application/json',
};

const named = (name: string) => recordedSpans().filter((span) => span.name === name);

describe('coinflip, behind a broker', () => {
  let faults: TestFaults;
  let coinflip: RunningService;

  beforeAll(async () => {
    faults = await startTestFaults();
    coinflip = await start({ PORT: '0', LOG_LEVEL: 'silent', FAULTS_FILE: faults.file });
  });
  beforeEach(clearSpans);
  afterAll(async () => {
    await coinflip.stop();
    await faults.stop();
  });

  const sendHeartbeat = async (baggage = '') => {
    const sink = await subscriber();
    const running = await broker([
      { name: 'flip', subscriber: coinflip.url, filters: onType(HEARTBEAT['ce-type']) },
      { name: 'show', subscriber: sink.url, filters: onType('dev.tracewalk.coin.flipped') },
    ]);
    await post(running.url, { ...HEARTBEAT, ...(baggage && { baggage }) });
    await running.isIdle();
    return sink;
  };

  it('with event-loop: gets its own reply again and again in one trace, until the TTL ends it', async () => {
    const sink = await sendHeartbeat(faultBaggage([{ name: 'event-loop' }]));

    expect(named('flip coin')).toHaveLength(12);
    expect(new Set(named('flip coin').map((span) => span.spanContext().traceId)).size).toBe(1);
    const outcomes = named('process flip').map(({ attributes }) =>
      String(attributes['demo.delivery.outcome']),
    );
    expect(outcomes.toSorted()).toEqual(['dropped', ...Array(11).fill('replied')]);
    expect(sink.received).toEqual([]);
  });

  it('without: flips once, and the reply goes its way', async () => {
    const sink = await sendHeartbeat(faultBaggage([], 'anna'));

    expect(named('flip coin')).toHaveLength(1);
    expect((await spanNamed('flip coin')).attributes['demo.attendee']).toBe('anna');
    expect(sink.received[0]?.headers['ce-type']).toBe('dev.tracewalk.coin.flipped');
  });
});
