/** A job that failed too often ends in `runs.dead`. The run is failed for good there, and the world is told. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { transaction } from '@tracewalk/service/postgres';
import { DEMO_RUN_DUPLICATE, DEMO_RUN_STATE } from '@tracewalk/telemetry';
import type { Job } from 'pg-boss';
import { sendLater } from './finished-event.ts';
import { DEAD_RUNS, fromCarrier, linksTo, processAttributes, runMessage } from './messages.ts';
import type { Resources } from './resources.ts';
import { giveUp } from './run-store.ts';

const tracer = trace.getTracer('drain');

/** Shown as `process runs.dead` in the run's trace, after the attempts that failed. */
export async function processDeadRun({ database, boss }: Resources, job: Job<unknown>): Promise<void> {
  const message = runMessage.parse(job.data);
  const sender = fromCarrier(message);
  const options = {
    kind: SpanKind.CONSUMER,
    links: linksTo(sender),
    attributes: processAttributes(DEAD_RUNS, job.id, message, sender),
  };
  await tracer.startActiveSpan('process runs.dead', options, sender, async (span) => {
    try {
      const failed = await transaction(database, async (client) => {
        if (!(await giveUp(client, message.runId, span.spanContext()))) return false;
        await sendLater(boss, client, message, 'failed');
        return true;
      });
      if (failed) span.setAttribute(DEMO_RUN_STATE, 'failed');
      else span.setAttribute(DEMO_RUN_DUPLICATE, true);
    } catch (error) {
      span.setAttribute(ATTR_ERROR_TYPE, (error as Error).name);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}
