/** Walks the three stages of a place, and says what is wrong there. */
import { createQueryClient } from '@tracewalk/query-client';
import { carryChecks, carryFindings, isSent } from './carry/carry-findings.ts';
import { readCollector } from './carry/collector-metrics.ts';
import { isTaken } from './carry/outcome.ts';
import { sendMark, type NotSent, type Sent } from './carry/send-mark.ts';
import { targetsOf } from './carry/target.ts';
import { STAGES } from './causes.ts';
import { finding, type Check, type Finding, type Report } from './finding.ts';
import { apiCheck, metricsCheck, settingsCheck } from './place-checks.ts';
import { askQueryApi, type QueryApi } from './find/ask-query-api.ts';
import { foundFindings, type Looked } from './found-findings.ts';
import type { Place } from './place.ts';
import { requestFindings } from './request/request-findings.ts';
import { settingFindings } from './settings/setting-findings.ts';

export interface ExamineOptions {
  /** The file that remembers marks from run to run. */
  readonly memory: string;
  /** Hears what is being waited for. */
  readonly onStep?: (step: string) => void;
}

/** Settings that leave nothing to be sent, or nowhere to send it. */
const UNSENDABLE = [
  'sdk-disabled',
  'exporter-none',
  'exporter-unknown',
  'endpoint-malformed',
  'endpoint-with-path',
  'headers-malformed',
];

export async function examine(
  place: Place,
  { memory, onStep = () => undefined }: ExamineOptions,
): Promise<Report> {
  const settings = settingFindings(place.services);
  onStep('Asking the query API');
  const [api, before] = await Promise.all([
    place.query ? askQueryApi(place.query) : undefined,
    readCollector(place.metrics),
  ]);
  onStep('Sending marked spans');
  const sent = await sendMarks(place, settings.certain);
  const tried = sent.filter(isSent);
  const failures = await carryFindings(tried);
  const client = api?.ok && place.query ? createQueryClient(place.query.href) : undefined;
  onStep('Waiting for the marked spans');
  const skewMs = api?.ok ? api.skewMs : 0;
  const looked = client
    ? await foundFindings(place, client, { sent: tried, skewMs, memory, before }).catch(
        (error: unknown): Looked => ({
          checks: [],
          findings: [unreadable(place, error)],
          arrived: new Set(),
        }),
      )
    : undefined;
  onStep('Waiting for the traces of marked requests');
  // What cannot be read is said once.
  const reader = looked?.findings.some(({ cause }) => cause === 'storage-not-ready') ? undefined : client;
  const requests = await requestFindings(place, reader).catch((error: unknown) => ({
    checks: [],
    findings: [unreadable(place, error)],
  }));

  const likely = stillLikely(settings.likely, tried, looked);
  const asleep = requests.findings.length > 0 && isAsleep(requests.findings, tried, api);
  if (asleep) failures.length = 0;
  const roots = [
    ...(asleep ? [notRunning(place)] : []),
    ...place.findings,
    ...settings.certain,
    ...likely,
    ...failures.filter((failure) => !isSaid(failure, likely)),
    ...(api && !asleep ? apiFinding(place, api) : []),
    ...(looked?.findings ?? []),
  ];
  const findings = [...roots, ...withoutConsequences(requests.findings, roots)];
  const wrong = settings.certain.length + likely.length;
  const checks = [
    ...place.checks,
    settingsCheck(place, wrong),
    ...requests.checks,
    ...carryChecks(sent),
    ...metricsCheck(place, before !== undefined),
    apiCheck(place, api),
    ...(looked?.checks ?? []),
  ];
  return { place: place.name, checks: inOrder(checks), findings: inOrder(findings) };
}

const inOrder = <Of extends Check | Finding>(all: readonly Of[]): Of[] =>
  all.toSorted((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));

/** Nobody listens anywhere: that is one thing that is wrong, not many. */
const isAsleep = (requests: readonly Finding[], sent: readonly Sent[], api: QueryApi | undefined): boolean =>
  requests.every(({ cause }) => cause === 'frontend-unreachable') &&
  api?.ok === false &&
  api.cause === 'query-unreachable' &&
  sent.every(({ outcome }) => outcome.kind === 'failed' && outcome.code === 'ECONNREFUSED');

const notRunning = ({ name, frontend, query, services }: Place): Finding =>
  finding('not-running', {
    about: name,
    evidence: `ECONNREFUSED at ${frontend?.origin} and at ${query?.origin}`,
    change: 'start it (npm start), or say where it is: --port-offset, --frontend, --query-url',
    services: services.map(({ service }) => service),
  });

function sendMarks(place: Place, certain: readonly Finding[]): Promise<(Sent | NotSent)[]> {
  const unsendable = certain.filter(({ cause }) => UNSENDABLE.includes(cause));
  const skip = new Set(unsendable.flatMap(({ services }) => services));
  return Promise.all(targetsOf(place.services, skip).map((target) => sendMark(place, target)));
}

/** A query API that fails while it is being read has a storage that does. */
function unreadable({ query }: Place, error: unknown): Finding {
  const evidence = error instanceof Error ? error.message : String(error);
  const change = 'look at the storage and at the log of Jaeger';
  return finding('storage-not-ready', { about: query?.origin ?? '', evidence, change, services: [] });
}

/** What a mark that arrived by the same way disproves is not said. */
function stillLikely(likely: readonly Finding[], sent: readonly Sent[], looked?: Looked): Finding[] {
  const proved = sent.filter(
    ({ outcome, mark }) => isTaken(outcome) && (looked?.arrived.has(mark.traceId) ?? true),
  );
  const fine = new Set(proved.flatMap(({ target }) => target.services));
  return likely.filter(({ services }) => !services.every((service) => fine.has(service)));
}

/** The settings have said it already, and better: which variable to change. */
const isSaid = (failure: Finding, likely: readonly Finding[]): boolean =>
  failure.services.length > 0 &&
  likely.some(({ services }) => failure.services.every((service) => services.includes(service)));

/** A service whose spans cannot have arrived anyway needs no second finding. */
function withoutConsequences(findings: readonly Finding[], roots: readonly Finding[]): Finding[] {
  const explained = new Set(roots.flatMap(({ services }) => services));
  return findings.filter(
    ({ cause, services }) => cause === 'clock-skew' || !services.some((service) => explained.has(service)),
  );
}

function apiFinding({ query }: Place, api: QueryApi): Finding[] {
  if (api.ok) return [];
  const { cause, evidence, change } = api;
  return [finding(cause, { about: query?.origin ?? '', evidence, change, services: [] })];
}
