/** What the CLI and the process that runs all services say to each other. */
import type { ServiceName } from './catalog.ts';

export interface HostedService {
  name: ServiceName;
  /** The path of its main.ts. */
  main: string;
  env: Record<string, string>;
}

export type HostMessage = { ready: ServiceName; url: string } | { failed: ServiceName; reason: string };
