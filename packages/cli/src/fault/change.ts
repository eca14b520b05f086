/** Changes faults where they are kept: in a file, or in a ConfigMap. */
import {
  clearFault,
  editFlagFile,
  type FaultSetting,
  type FlagFile,
  readFlagFile,
  setFault,
} from '@tracewalk/faults';
import { editConfigMap } from './config-map.ts';

export type Where = { file: string } | { namespace: string };

export interface Change {
  set?: FaultSetting;
  clear?: { name?: string; attendee?: string };
}

/** Returns the flags as they are then; without a change, as they are now. */
export async function changeFaults(where: Where, change?: Change): Promise<FlagFile> {
  const edit = (file: FlagFile): FlagFile => {
    if (change?.set) return setFault(file, change.set);
    if (change?.clear) return clearFault(file, change.clear.name, change.clear.attendee);
    return file;
  };
  if ('namespace' in where) return editConfigMap(where.namespace, edit);
  return change ? editFlagFile(where.file, edit) : readFlagFile(where.file);
}
