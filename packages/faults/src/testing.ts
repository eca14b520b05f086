/** For tests: faults as if somebody had set them, and requests that carry their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editFlagFile } from './edit-file.ts';
import { allOff, formatFlags } from './flag-file.ts';
import { startFaults, stopFaults } from './start.ts';
import { clearFault, type FaultSetting, setFault } from './switch-fault.ts';

export interface TestFaults {
  file: string;
  /** Resolves when the fault is set for whoever asks from now on. */
  set(setting: FaultSetting): Promise<void>;
  clear(name?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts faults on a file of the test's own, all off. Services that a test starts in this process have them. */
export async function startTestFaults(): Promise<TestFaults> {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-faults-'));
  const file = join(folder, 'flags.json');
  writeFileSync(file, formatFlags(allOff()));
  const again = async () => {
    await stopFaults();
    await startFaults({ FAULTS_FILE: file });
  };
  await again();
  return {
    file,
    set: (setting) => {
      editFlagFile(file, (flags) => setFault(flags, setting));
      return again();
    },
    clear: (name) => {
      editFlagFile(file, (flags) => clearFault(flags, name));
      return again();
    },
    stop: async () => {
      await stopFaults();
      rmSync(folder, { recursive: true });
    },
  };
}

export { faultBaggage } from './requested.ts';
