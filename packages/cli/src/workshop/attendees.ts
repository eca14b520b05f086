import { isAttendee } from '@tracewalk/faults';

/** More names than this are nobody's workshop, and are not taken from the network. */
export const MOST_ATTENDEES = 200;

/**
 * Who is expected: names with commas between them, or how many there are: `attendee-01` and so on.
 *
 * @throws when a name has other signs than letters, digits, `._-`, or there are more than 200
 */
export function readAttendees(text: string): string[] {
  const given = text.split(',').map((name) => name.trim());
  const count = /^\d+$/.test(text) ? Number(text) : given.length;
  if (count > MOST_ATTENDEES) throw new Error(`Cannot expect ${count} attendees: ${MOST_ATTENDEES} at most`);
  if (/^\d+$/.test(text)) return numbered(count);
  const wrong = given.find((name) => !isAttendee(name));
  if (wrong !== undefined)
    throw new Error(
      `Cannot expect the attendee "${wrong}": a name has 1 to 64 letters, digits, dots, dashes or underscores`,
    );
  return [...new Set(given)];
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_each, index) => `attendee-${String(index + 1).padStart(2, '0')}`);
