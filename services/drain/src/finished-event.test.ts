import { SpanStatusCode } from '@opentelemetry/api';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { startRecordingBroker } from './recording-broker.ts';
import { eventually, spansNamed, startTestSystem, type TestSystem } from './test-system.ts';

describe('send run.finished', () => {
  let system: TestSystem;

  beforeEach(async () => {
    clearSpans();
    system = await startTestSystem(await testDatabase(), startServer);
  });
  afterEach(() => system.stop());

  it.each([503, 429])('is sent again after a %i', async (status) => {
    system.broker.answers.push(status);
    await system.startDrain();
    await system.startRun();
    await eventually(() => system.broker.events[1]);

    expect(system.broker.events[1]?.data).toEqual(system.broker.events[0]?.data);
    expect(system.broker.events[1]?.headers['ce-id']).toBe(system.broker.events[0]?.headers['ce-id']);
    const sent = await eventually(() => {
      const spans = spansNamed('send run.finished');
      return spans.length === 2 ? spans : undefined;
    });
    expect(sent.map((span) => span.status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
    expect(new Set(sent.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  it('waits while broker is down, also when drain itself is stopped', async () => {
    const gone = await startRecordingBroker();
    await gone.stop();
    const drain = await system.startDrain({ BROKER_URL: gone.url });
    await system.startRun();
    const failed = await spanNamed('send run.finished');
    await drain.stop();
    expect(failed.status.code).toBe(SpanStatusCode.ERROR);
    expect(failed.events).toEqual([]); // the exception is on the span of the call

    await system.startDrain();
    await eventually(() => system.broker.events[0]);
    expect(system.broker.events).toHaveLength(1);
  });

  it('becomes a dead letter when broker calls it malformed', async () => {
    system.broker.answers.push(400);
    await system.startDrain();
    await system.startRun();
    await eventually(
      async () => (await system.query(`SELECT FROM pgboss.job WHERE name = 'events.dead'`))[0],
    );

    const sent = await spanNamed('send run.finished');
    expect(sent.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'Cannot send the event: broker answered 400',
    });
    expect(system.broker.events).toHaveLength(1);
  });
});
