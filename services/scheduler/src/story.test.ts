import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startDrain } from '../../drain/src/main.ts';
import { startRecordingBroker } from '../../drain/src/recording-broker.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start } from './main.ts';

it('a due run is one trace: through server, the queue and drain to broker', async () => {
  clearSpans();
  const broker = await startRecordingBroker();
  const quiet = { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: await testDatabase() };
  const server = await startServer(quiet);
  const drain = await startDrain({
    ...quiet,
    BROKER_URL: broker.url,
    DURATION_SCALE: '0',
    FAILURE_RATE: '0',
  });
  const scheduler = await start({ ...quiet, SERVER_URL: server.url });
  const told = await spanNamed('send run.finished', 10_000);
  for (const service of [scheduler, drain, server]) await service.stop();
  await broker.stop();

  expect(tree(told.spanContext().traceId)).toEqual([
    'start due run',
    '  POST', // the call to server
    '    POST /stacks/:id/runs',
    '      send runs',
    '        process runs',
    '          prepare',
    '          plan',
    '          apply',
    '          send run.finished',
    '            POST', // the call to broker
    '              POST', // broker's stand-in
  ]);
});

/** The spans of a trace without its database queries, indented by their depth. */
function tree(traceId: string): string[] {
  const spans = recordedSpans()
    .filter((span) => span.spanContext().traceId === traceId && !('db.system.name' in span.attributes))
    .toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1]);
  const under = (parent: string | undefined, indent: string): string[] =>
    spans
      .filter((span) => span.parentSpanContext?.spanId === parent)
      .flatMap((span) => [indent + span.name, ...under(span.spanContext().spanId, `${indent}  `)]);
  return under(undefined, '');
}
