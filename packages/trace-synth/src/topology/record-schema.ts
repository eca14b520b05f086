/** Writes `topology.schema.json` anew: `npm run record-topology-schema && npm run fix` after a change to `topology.ts`. */
import { writeFileSync } from 'node:fs';
import { topologyJsonSchema } from './json-schema.ts';

writeFileSync(new URL('../../topology.schema.json', import.meta.url), topologyJsonSchema());
