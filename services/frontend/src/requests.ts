/** What a request may carry. Anything else is refused here, before another service is called. */
import { isAttendee } from '@tracewalk/faults';
import { Problem } from '@tracewalk/service';
import type { RequestHandler } from 'express';
import { z } from 'zod';

const USER_ID = z.string().regex(/^[1-9]\d{0,8}$/, 'expected a whole number from 1');

export const USER = z.object({ id: USER_ID });
/** These characters need no encoding in the path of the call to server. */
const STACK_ID = z.string().regex(/^[a-z0-9-]{1,64}$/, 'expected a stack id, e.g. dns-zones');
export const STACK = z.object({ id: STACK_ID });
export const RUN = z.object({ id: z.uuid() });
/** Passed on as it came: user judges the values. */
export const PAGE = z.object({
  limit: z.string().optional(),
  cursor: z.string().optional(),
  q: z.string().optional(),
});
/** As PAGE, of the page with the search; what a form leaves empty counts as left out. */
export const USERS = z
  .object({ q: z.string().trim().max(64).optional(), cursor: z.string().max(64).optional() })
  .transform(({ q, cursor }) => ({ ...(q && { q }), ...(cursor && { cursor }) }));
export const RUN_REQUEST = z.strictObject({ requestedBy: USER_ID.optional() });
/** The form that starts a run. */
export const RUN_FORM = z.object({
  stack: STACK_ID,
  key: z.uuid().optional(),
  requestedBy: USER_ID.optional(),
});

/** Empty is nobody. */
const ATTENDEE = z
  .string()
  .trim()
  .refine(
    (name) => name === '' || isAttendee(name),
    'expected 1 to 64 letters, digits, dots, dashes or underscores',
  );
/** `slow-profile-query:timeout+failing-user`; in an address a plus is a space. Empty is none. */
const FAULT_NAMES = z
  .string()
  .max(512)
  .transform((text) => text.split(/[+ ]/).filter((name) => name !== ''));
/** A link that says who somebody is, and which faults their requests have. */
export const FAULTS_LINK = z.object({ attendee: ATTENDEE.optional(), fault: FAULT_NAMES.optional() });
/** The switches of the page, and of what every page says. */
export const FAULTS_FORM = z.object({
  attendee: ATTENDEE.optional(),
  toggle: z.string().max(128).optional(),
  clear: z.string().max(8).optional(),
  back: z.string().max(2_048).refine(isOwnPath, 'expected a path of this page').optional(),
});

/** Neither another site nor a script: where a form leads back to comes from the form. */
function isOwnPath(path: string): boolean {
  const here = 'http://frontend.invalid';
  return path.startsWith('/') && URL.parse(path, here)?.origin === here;
}

/** A body that is no JSON is refused: to ignore it would start another run than the one that was asked for. */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  // `is` takes an empty body for a body: that is how fetch sends a POST without one.
  if (request.get('content-length') !== '0' && request.is('json') === false)
    throw new Problem(415, 'Cannot read the request body: expected application/json');
  next();
};
