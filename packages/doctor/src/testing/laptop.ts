/** For tests: the settings of the real services, sending to receivers of the test. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { examine } from '../examine.ts';
import type { Report } from '../finding.ts';
import type { Place } from '../place.ts';
import { localPlace } from '../places/local.ts';
import type { Env, ServiceSettings } from '../settings/service-settings.ts';

const SERVICES = [
  'frontend',
  'user',
  'profile',
  'server',
  'drain',
  'scheduler',
  'heartbeats',
  'broker',
  'coinflip',
  'event-display',
];

export interface Receivers {
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly zipkin: string;
  readonly query: string;
}

const readEnv = (path: string): Env =>
  parseEnv(readFileSync(new URL(`../../../../services/${path}`, import.meta.url), 'utf8'));

/** What a service is, as its folder says. */
export const identityOf = (service: string): Env | undefined =>
  SERVICES.includes(service) ? { ...readEnv('common.env'), ...readEnv(`${service}/.env`) } : undefined;

/** @param change what is set otherwise: for all (`*`), or for a service; `undefined` takes a setting away */
export function laptopSettings(receivers: Receivers, change: Record<string, Env> = {}): ServiceSettings[] {
  return SERVICES.map((service) => {
    const env = { ...identityOf(service) };
    const { otlpGrpc, otlpHttp, zipkin } = receivers;
    const grpc = env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc';
    if (env['OTEL_EXPORTER_OTLP_ENDPOINT']) env['OTEL_EXPORTER_OTLP_ENDPOINT'] = grpc ? otlpGrpc : otlpHttp;
    if (env['OTEL_EXPORTER_ZIPKIN_ENDPOINT']) env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] = `${zipkin}/api/v2/spans`;
    return {
      service,
      env: { ...env, ...change['*'], ...change[service] },
      where: () => `services/${service}/.env`,
    };
  });
}

/** Where no frontend is told of, nothing runs but what takes spans: then there are no heartbeats to wait for either. */
export const laptop = (
  receivers: Receivers,
  change: Record<string, Env> = {},
  rest: Partial<Place> = {},
): Place =>
  localPlace({
    name: 'the system of a test',
    key: receivers.query,
    services: laptopSettings(receivers, change).filter(
      ({ service }) => rest.frontend ?? service !== 'heartbeats',
    ),
    frontend: undefined,
    query: new URL(receivers.query),
    metrics: undefined,
    patienceMs: 1_000,
    ...rest,
  });

/** Examines a place with a memory of its own. */
export async function examineOnce(place: Place): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-doctor-'));
  try {
    return await examine(place, { memory: join(folder, 'doctor.json') });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a report has found, so that it can be compared. */
export const foundIn = ({ findings }: Report): string[][] =>
  findings.map(({ stage, cause, about }) => [stage, cause, about]);
