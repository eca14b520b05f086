/** Looks over the runs that have ended since the last time: one span for many runs, which it links to. */
import {
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { DEMO_AUDIT_RUN_COUNT } from '@tracewalk/telemetry';
import type { Pool, PoolClient } from 'pg';
import { transaction } from '@tracewalk/service/postgres';

const tracer = trace.getTracer('drain');

interface EndedRun {
  id: string;
  state: 'finished' | 'failed';
  endedIn: SpanContext;
}

export interface Audit {
  finished: number;
  failed: number;
}

/**
 * Audits at most `batchSize` runs, each exactly once, also with two drains: the rows of one are locked, and skipped by
 * the other. When there is nothing to audit there is no span either.
 */
export async function auditRuns(database: Pool, batchSize: number): Promise<Audit | undefined> {
  return transaction(database, async (client) => {
    const runs = await endedRuns(client, batchSize);
    return runs.length === 0 ? undefined : audit(client, runs);
  });
}

async function endedRuns(client: PoolClient, batchSize: number): Promise<EndedRun[]> {
  const { rows } = await client.query<EndedRun>(
    `SELECT id, state, ended_in AS "endedIn" FROM server.runs
     WHERE ended_at IS NOT NULL AND audited_at IS NULL
     ORDER BY ended_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [batchSize],
  );
  return rows;
}

/** The runs come from many traces, and a span has one parent: hence a trace of its own, and links. */
function audit(client: PoolClient, runs: EndedRun[]): Promise<Audit> {
  const options = { links: runs.flatMap(linkTo), attributes: { [DEMO_AUDIT_RUN_COUNT]: runs.length } };
  return tracer.startActiveSpan('audit runs', options, ROOT_CONTEXT, async (span) => {
    try {
      await client.query('UPDATE server.runs SET audited_at = now() WHERE id = ANY($1)', [
        runs.map(({ id }) => id),
      ]);
      const failed = runs.filter(({ state }) => state === 'failed').length;
      return { finished: runs.length - failed, failed };
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A run that ended while tracing was off has no trace to link to. */
const linkTo = ({ endedIn }: EndedRun): Link[] =>
  isSpanContextValid(endedIn) ? [{ context: { ...endedIn, isRemote: true } }] : [];
