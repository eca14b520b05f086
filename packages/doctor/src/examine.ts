/** Walks the three stages of a place, and says what is wrong there. */
import { createQueryClient, type QueryClient } from '@tracewalk/query-client';
import { carryChecks, carryFindings, isSent } from './carry/carry-findings.ts';
import { readCollector } from './carry/collector-metrics.ts';
import { isTaken } from './carry/outcome.ts';
import { sendMark, type NotSent, type Sent } from './carry/send-mark.ts';
import { targetsOf } from './carry/target.ts';
import { STAGES } from './causes.ts';
import { finding, type Check, type Finding, type Report } from './finding.ts';
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
const UNSENDABLE = ['sdk-disabled', 'exporter-none', 'exporter-unknown', 'endpoint-malformed', 'endpoint-with-path'];

export async function examine(place: Place, { memory, onStep = () => undefined }: ExamineOptions): Promise<Report> {
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
  const looked = await guarded(client, place, (reader) =>
    foundFindings(place, reader, { sent: tried, skewMs: api?.ok ? api.skewMs : 0, memory, ...(before && { before }) }),
  );
  onStep('Waiting for the traces of marked requests');
  const requests = await requestFindings(place, client).catch(() => ({ checks: [], findings: [] }));

  const likely = stillLikely(settings.likely, tried, looked);
  const roots = [
    ...place.findings,
    ...settings.certain,
    ...likely,
    ...failures.filter((failure) => !isSaid(failure, likely)),
    ...(api ? apiFinding(api) : []),
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

function sendMarks(place: Place, certain: readonly Finding[]): Promise<(Sent | NotSent)[]> {
  const unsendable = certain.filter(({ cause }) => UNSENDABLE.includes(cause));
  const skip = new Set(unsendable.flatMap(({ services }) => services));
  return Promise.all(targetsOf(place.services, skip).map((target) => sendMark(place, target)));
}

/** A query API that fails while it is being read has a storage that does. */
async function guarded(
  client: QueryClient | undefined,
  { query }: Place,
  look: (client: QueryClient) => Promise<Looked>,
): Promise<Looked | undefined> {
  if (!client) return undefined;
  try {
    return await look(client);
  } catch (error) {
    const evidence = error instanceof Error ? error.message : String(error);
    const change = 'look at the storage and at the log of Jaeger';
    const findings = [finding('storage-not-ready', { about: query?.origin ?? '', evidence, change, services: [] })];
    return { checks: [], findings, arrived: new Set() };
  }
}

/** What a mark that arrived by the same way disproves is not said. */
function stillLikely(likely: readonly Finding[], sent: readonly Sent[], looked?: Looked): Finding[] {
  const proved = sent.filter(({ outcome, mark }) => isTaken(outcome) && (looked?.arrived.has(mark.traceId) ?? true));
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

function apiFinding(api: QueryApi): Finding[] {
  if (api.ok) return [];
  const { cause, evidence, change } = api;
  return [finding(cause, { about: 'the query API', evidence, change, services: [] })];
}

function apiCheck({ query }: Place, api: QueryApi | undefined): Check {
  const check = { stage: 'found', name: 'query API' } as const;
  if (!api) return { ...check, state: 'skipped', says: 'nobody said where it is: pass a --query-url' };
  const { href = '' } = query ?? {};
  if (!api.ok) return { ...check, state: 'wrong', says: api.evidence };
  return { ...check, state: 'fine', says: `${href} knows ${api.services} services` };
}

function settingsCheck({ services }: Place, wrong: number): Check {
  const check = { stage: 'made', name: 'settings' } as const;
  if (services.length === 0) return { ...check, state: 'skipped', says: 'no service was found that has some' };
  const says = `of ${services.length} services${wrong === 0 ? '' : `, ${wrong} wrong`}`;
  return { ...check, state: wrong === 0 ? 'fine' : 'wrong', says };
}

function metricsCheck({ metrics }: Place, answered: boolean): Check[] {
  if (!metrics) return [];
  const says = answered ? `its own metrics at ${metrics.host}` : `no metrics of its own at ${metrics.host}`;
  return [{ stage: 'carried', name: 'Collector', state: answered ? 'fine' : 'skipped', says }];
}
