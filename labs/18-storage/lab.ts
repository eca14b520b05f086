/** Lab 18: traces that stay. */
import { randomBytes } from 'node:crypto';
import { createQueryClient } from '@tracewalk/query-client';
import { defineLab, type Attempt } from '@tracewalk/lab';

const id = (bytes: number) => randomBytes(bytes).toString('hex');

const TRACES = 3_000;
const AT_ONCE = 500;
/** What makes a trace as large as a real one. */
const STATEMENT = 'SELECT '.repeat(100);

const otlp = ({ programUrl = '' }: Attempt): string => {
  const url = new URL('/v1/traces', programUrl);
  url.port = String(Number(url.port) + 100);
  return url.href;
};

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

async function send(attempt: Attempt, ids: string[]): Promise<void> {
  const now = `${Date.now()}000000`;
  const spans = ids.map((traceId) => ({
    traceId,
    spanId: id(8),
    name: 'SELECT',
    startTimeUnixNano: now,
    endTimeUnixNano: now,
    attributes: [text('db.query.text', STATEMENT)],
  }));
  const resource = { attributes: [text('service.name', 'lab-traffic')] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(otlp(attempt), { method: 'POST', headers, body }).catch((cause: unknown) => {
    throw new Error(`Cannot reach your backend at ${otlp(attempt)}: \`tracewalk lab run 18\` starts it`, {
      cause,
    });
  });
  if (!response.ok) throw new Error(`Cannot send traces: your backend answered ${response.status}`);
}

export const lab = defineLab({
  title: 'Make traces stay',
  minutes: 15,
  program: { arguments: ['app.ts'], port: 8118 },
  steps: [
    {
      says: `The first of ${TRACES} traces is still there after the last`,
      check: async (attempt) => {
        const ids = Array.from({ length: TRACES }, () => id(16));
        for (let i = 0; i < TRACES; i += AT_ONCE) await send(attempt, ids.slice(i, i + AT_ONCE));
        const own = createQueryClient(attempt.programUrl ?? '');
        if (await own.trace(ids[0] ?? '')) return undefined;
        const { evictedSpans } = (await (await fetch(new URL('/api/stats', attempt.programUrl))).json()) as {
          evictedSpans: number;
        };
        return `It has made room for newer ones: ${evictedSpans} spans were evicted`;
      },
    },
    {
      says: 'Traces survive a restart',
      check: async ({ programUrl = '' }) => {
        const starts = await createQueryClient(programUrl).search({ service: 'storage' });
        return starts.length > 1
          ? undefined
          : `Your backend remembers ${starts.length} of its starts. Stop it, start it again, and let it remember two`;
      },
    },
  ],
});
