/** Writes the flag files anew, every fault off: `npm run record-faults`, after a change to the catalogue. */
import { writeFileSync } from 'node:fs';
import { allOff, formatFlags } from './flag-file.ts';

for (const file of ['faults/flags.json', 'k8s/components/faults/flags/flags.json'])
  writeFileSync(new URL(`../../../${file}`, import.meta.url), formatFlags(allOff()));
