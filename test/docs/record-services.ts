/** Writes docs/services.md anew: `npm run record-services`, after a change to what it is made from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { SERVICES_PAGE, servicesPage } from './services-page.ts';

writeFileSync(join(projectFolder, SERVICES_PAGE), servicesPage());
