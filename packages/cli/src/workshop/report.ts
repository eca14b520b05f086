/** What `tracewalk lab` tells the workshop's page: who, which lab, what was done, how far it is. */
import { isAttendee } from '@tracewalk/faults';
import { z } from 'zod';

const count = z.int().min(0).max(100);

export const REPORT = z
  .strictObject({
    attendee: z.string().refine(isAttendee, 'expected 1 to 64 letters, digits, dots, dashes or underscores'),
    /** Its folder, e.g. `02-slow-hop`. */
    lab: z.string().max(64),
    /** Which command it was. */
    did: z.enum(['start', 'hint', 'check', 'reset']),
    /** How many hints were taken so far. */
    hints: count,
    /** How many steps the lab has. */
    steps: count.min(1),
    /** How many of them are done, as far as is known. */
    done: count,
  })
  .refine(({ steps, done }) => done <= steps, 'more steps are done than there are');

export type Report = z.output<typeof REPORT>;
