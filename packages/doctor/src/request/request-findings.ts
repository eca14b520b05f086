/** The marked requests, and what their traces show. */
import type { QueryClient } from '@tracewalk/query-client';
import { microseconds, type Trace } from '@tracewalk/trace-model';
import type { Cause } from '../causes.ts';
import { finding, type Check, type Finding } from '../finding.ts';
import type { Place } from '../place.ts';
import { askFrontend, isQueued, type Asked } from './ask-frontend.ts';
import { awaitTrace, isWhole, recentTrace } from './await-trace.ts';
import { judgeAnswer, judgeNothing } from './judge-answer.ts';
import { judgeClocks } from './judge-clocks.ts';
import { judgeStory, type Judgement } from './judge-story.ts';
import { servicesOf, storiesOf, type Story } from './stories.ts';

interface Judged {
  readonly check: Check;
  readonly judgements: readonly Judgement[];
}

/** What to do, said of the service that it concerns. */
const CHANGES: Partial<Record<Cause, (service: string) => string>> = {
  'frontend-unreachable': () => 'start the system, or pass the --frontend that it has',
  'request-failed': (service) =>
    `see whether ${service} runs, is where it is looked for, and has what it needs: its log says why`,
  'trace-broken': (service) =>
    `let the caller write a format that ${service} reads (OTEL_PROPAGATORS), and instrument what it calls with`,
  'spans-lost': (service) =>
    `mend where ${service} sends its spans: OTEL_EXPORTER_*, and its log with OTEL_LOG_LEVEL=error`,
  'no-spans': (service) =>
    `start ${service} again with a tracer: OTEL_TRACES_EXPORTER and OTEL_SDK_DISABLED as it runs now`,
  'sampled-out': (service) =>
    `let the sampler of ${service} follow its caller: OTEL_TRACES_SAMPLER=parentbased_always_on, as it runs now`,
  silent: (service) =>
    `see how ${service} runs now: its exporter, its sampler, and its log with OTEL_LOG_LEVEL=error`,
  'some-spans-lost': (service) =>
    `see whether ${service} drops spans: OTEL_BSP_MAX_QUEUE_SIZE, and its log with OTEL_LOG_LEVEL=error`,
  'clock-skew': (service) => `set the clock of the machine that ${service} runs on (NTP)`,
};

/** The more it says of a service, the earlier. */
const TELLING: readonly Cause[] = [
  'trace-broken',
  'spans-lost',
  'no-spans',
  'sampled-out',
  'silent',
  'some-spans-lost',
];

export async function requestFindings(
  place: Place,
  client: QueryClient | undefined,
): Promise<{ checks: Check[]; findings: Finding[] }> {
  const judged = await Promise.all(storiesOf(place).map((story) => tell(place, client, story)));
  const all = judged.flatMap(({ judgements }) => judgements);
  const byService = Map.groupBy(all, ({ service }) => service);
  const findings = [...byService.values()].flatMap((of) => {
    const [first] = of.toSorted((a, b) => TELLING.indexOf(a.cause) - TELLING.indexOf(b.cause));
    if (!first) return [];
    const { cause, about, evidence, service } = first;
    return [
      finding(cause, { about, evidence, change: CHANGES[cause]?.(service) ?? '', services: [service] }),
    ];
  });
  return { checks: judged.map(({ check }) => check), findings };
}

async function tell(place: Place, client: QueryClient | undefined, story: Story): Promise<Judged> {
  const check = { stage: 'made', name: story.name } as const;
  const asked = story.ask && place.frontend ? await askFrontend(place.frontend, story.ask) : undefined;
  const failed = asked && judgeAnswer(place, story, asked);
  if (failed) return { check: { ...check, state: 'wrong', says: failed.evidence }, judgements: [failed] };
  if (!client)
    return { check: { ...check, state: 'skipped', says: 'its trace cannot be read' }, judgements: [] };
  const trace = asked
    ? await awaitTrace(client, story, asked.mark, place.patienceMs)
    : await recentTrace(client, story, place.patienceMs);
  if (!trace && !asked && isSampled(place, story))
    return { check: { ...check, state: 'skipped', says: 'none was sampled meanwhile' }, judgements: [] };
  const judgements = trace ? await judgeTrace(client, story, trace, asked) : [judgeNothing(story, asked)];
  const waits = judgements.some(({ service }) => service === 'drain');
  if (waits && (await isQueued(place.frontend, asked?.location)))
    return { check: { ...check, state: 'skipped', says: 'still queued: drain is behind' }, judgements: [] };
  const path = story.hops.map((hop) => hop.join(' → ')).join(', ');
  const wrong = judgements.length > 0;
  const spans = trace ? `${trace.nodes.length} spans` : 'no spans';
  return { check: { ...check, state: wrong ? 'wrong' : 'fine', says: `${path}: ${spans}` }, judgements };
}

/** Where a trace begins by itself, a ratio leaves most of them out: none may have come. */
const isSampled = ({ services }: Place, story: Story): boolean =>
  services
    .find(({ service }) => service === story.hops[0]?.[0])
    ?.env['OTEL_TRACES_SAMPLER']?.endsWith('traceidratio') ?? false;

async function judgeTrace(
  client: QueryClient,
  story: Story,
  trace: Trace,
  asked?: Asked,
): Promise<Judgement[]> {
  const clocks = judgeClocks(trace);
  const parent = asked?.mark.spanId;
  if (isWhole(story, trace, parent)) return clocks;
  const absent = servicesOf(story).filter((service) => !trace.services.includes(service));
  const loners = await lonersAmong(client, absent, trace);
  const judged = judgeStory({ story, trace, loners, ...(parent && { parent }) });
  const [first = ''] = servicesOf(story);
  // Where even the first is missing, no hop leads to it.
  if (!trace.services.includes(first)) return [judgeNothing(story, asked, trace), ...clocks];
  return [...judged, ...clocks];
}

/** Those that began a trace of their own at the time: a SERVER or CONSUMER span without a parent. */
async function lonersAmong(
  client: QueryClient,
  services: readonly string[],
  trace: Trace,
): Promise<Set<string>> {
  const around = 5_000_000;
  const range = {
    start: microseconds(trace.start - around),
    end: microseconds(trace.start + trace.duration + around),
  };
  const loners = new Set<string>();
  for (const service of services) {
    const traces = await client.search({ service, ...range, limit: 20 });
    const own = traces.some(({ roots }) =>
      roots.some(
        ({ orphan, span }) =>
          !orphan && span.service === service && ['SERVER', 'CONSUMER'].includes(span.kind),
      ),
    );
    if (own) loners.add(service);
  }
  return loners;
}
