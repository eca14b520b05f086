/** What it takes to run some services, in one process or in several. */
import { join } from 'node:path';
import { projectFolder } from '../project-folder.ts';
import type { Settings } from '../settings.ts';
import type { ServiceName } from './catalog.ts';
import { type Addresses, serviceEnvironment } from './environment.ts';

export interface HostedService {
  name: ServiceName;
  /** The path of its main.ts. */
  main: string;
  env: Record<string, string>;
}

export const hostedServices = (
  services: ServiceName[],
  settings: Settings,
  addresses: Addresses,
): HostedService[] =>
  services.map((name) => ({
    name,
    main: join(projectFolder, 'services', name, 'src/main.ts'),
    env: serviceEnvironment(name, settings, addresses),
  }));
