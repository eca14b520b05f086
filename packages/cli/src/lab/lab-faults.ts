/** The faults that a lab is about: set when it starts, taken back when it is reset. */
import type { FoundLab } from '@tracewalk/lab';
import { changeFaults, type Where } from '../fault/change.ts';

/** A fault as a lab names it: `clock-skew`, or with a variant `clock-skew:behind`. */
export async function setFaults({ faults = [] }: Pick<FoundLab, 'faults'>, where: Where, attendee?: string) {
  for (const fault of faults) {
    const [name = '', variant] = fault.split(':');
    await changeFaults(where, { set: { name, variant, attendee } });
  }
}

export async function clearFaults(
  { faults = [] }: Pick<FoundLab, 'faults'>,
  where: Where,
  attendee?: string,
) {
  for (const fault of faults) {
    const [name] = fault.split(':');
    await changeFaults(where, { clear: { name, attendee } });
  }
}
