/** The environment of each service: its .env files, then this system's addresses, then what the user set. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { projectFolder } from '../project-folder.ts';
import type { Settings } from '../settings.ts';
import type { ServiceName } from './catalog.ts';
import type { ExportAddresses } from './exports.ts';

/** What the services are told of where things are. */
export interface Addresses extends ExportAddresses {
  databaseUrl?: string;
  /** Where traces can be read; nowhere unless told. */
  queryUrl?: string;
  /** Where they listen; on loopback unless told. */
  host?: string;
  /** The folder for what waits to be delivered; in the data folder unless told. */
  spool?: string;
}

/**
 * What a service is, in contrast to how it is set: one value for all services would be wrong. HOST is no setting either
 * where everything listens on loopback, and some shells have it for the machine's name.
 */
const IDENTITY = new Set(['OTEL_SERVICE_NAME', 'HOST', 'PORT', 'DATABASE_URL', 'SPOOL_DIR']);

export function serviceEnvironment(
  service: ServiceName,
  settings: Settings,
  addresses: Addresses,
  user: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const own = { ...commonEnvironment(), ...envFileOf(service) };
  const grpc = own['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc';
  const exporter = own['OTEL_EXPORTER_OTLP_ENDPOINT'] && (grpc ? addresses.otlpGrpc : addresses.otlpHttp);
  const { QUERY_URL, ...rest } = own;
  return {
    ...shiftPorts(rest, settings.portOffset),
    ...(QUERY_URL && addresses.queryUrl && { QUERY_URL: addresses.queryUrl }),
    ...(exporter && { OTEL_EXPORTER_OTLP_ENDPOINT: exporter }),
    ...(own['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] && { OTEL_EXPORTER_ZIPKIN_ENDPOINT: addresses.zipkin }),
    ...(own['DATABASE_URL'] && addresses.databaseUrl && { DATABASE_URL: addresses.databaseUrl }),
    ...(own['SPOOL_DIR'] && { SPOOL_DIR: addresses.spool ?? join(settings.data, 'spool', service) }),
    ...(addresses.host && { HOST: addresses.host }),
    // The image brings no such file along: there are no faults unless somebody says so.
    ...(existsSync(settings.faults) && { FAULTS_FILE: settings.faults }),
    ...inherited(user),
  };
}

export const servicePort = (service: ServiceName, settings: Settings): number =>
  Number(envFileOf(service)['PORT']) + settings.portOffset;

/** The identity of a service, as it is in its folder. */
export const envFileOf = (service: ServiceName): Record<string, string> =>
  readEnvFile(`services/${service}/.env`);

/** What every service is told. */
export const commonEnvironment = (): Record<string, string> => readEnvFile('services/common.env');

function readEnvFile(path: string): Record<string, string> {
  return parseEnv(readFileSync(join(projectFolder, path), 'utf8')) as Record<string, string>;
}

/** The program's own port, and the ports of what it calls. */
export function shiftPorts(env: Record<string, string>, offset: number): Record<string, string> {
  if (offset === 0) return env;
  const shifted = Object.entries(env).map(([key, value]) => {
    if (key === 'PORT') return [key, String(Number(value) + offset)];
    return [
      key,
      value.replace(/(\/\/127\.0\.0\.1:)(\d+)/g, (_, host, port) => `${host}${Number(port) + offset}`),
    ];
  });
  return Object.fromEntries(shifted);
}

function inherited(user: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(user).filter(([key, value]) => value !== undefined && !IDENTITY.has(key));
  return Object.fromEntries(kept) as Record<string, string>;
}
