/** What the process that runs all services says to the CLI. */
import type { ServiceName } from './catalog.ts';

export type HostMessage = { ready: ServiceName; url: string } | { failed: string };
