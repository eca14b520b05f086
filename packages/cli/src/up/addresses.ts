/** Where the parts of the system are, and where its spans go. */
import { postgresUrl } from '../postgres/start.ts';
import type { Settings } from '../settings.ts';
import { BACKEND_PORTS, exportAddresses } from './exports.ts';

export const POSTGRES_PORT = 15_432;

/** Whether the local backend runs: not if the traces go elsewhere. */
export const hasLocalBackend = (settings: Settings): boolean => settings.otlpEndpoint === undefined;

/** Where traces can be read; undefined when they go elsewhere and nobody said. */
export function queryUrl(settings: Settings): string | undefined {
  if (settings.queryUrl) return settings.queryUrl;
  return hasLocalBackend(settings)
    ? `http://127.0.0.1:${BACKEND_PORTS.query + settings.portOffset}`
    : undefined;
}

export const addressesOf = (settings: Settings) => ({
  ...exportAddresses(settings),
  queryUrl: queryUrl(settings),
  databaseUrl: postgresUrl(settings.data, POSTGRES_PORT + settings.portOffset),
});
