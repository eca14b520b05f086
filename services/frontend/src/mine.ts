/**
 * What a person has chosen for their own requests: a name, and faults. A cookie keeps it in their browser; here it becomes the
 * baggage of each of their requests, and so reaches every service behind this one.
 */
import { context, propagation, trace } from '@opentelemetry/api';
import {
  DEMO_ATTENDEE,
  type Fault,
  FAULTS,
  faultBaggage,
  isAttendee,
  type RequestedFault,
} from '@tracewalk/faults';
import { ATTENDEE_KEY, FAULT_KEY } from '@tracewalk/faults/requested';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';

export interface Mine {
  /** Becomes `demo.attendee` on every span of these requests. */
  attendee?: string;
  faults: readonly RequestedFault[];
}

const COOKIE = 'tracewalk-mine';
/** Until the workshop is over. It holds no secret; scripts have no use for it. */
const KEPT: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 12 * 60 * 60 * 1_000 };

/** What this page can switch: some request of it leads there, and it is not for the browser to decide. */
export const isOffered = ({ perRequest, story, service }: Fault): boolean =>
  perRequest && story !== 'event' && service !== 'all';

/** The fault of a text like `slow-profile-query:timeout`, if this page offers it. */
export function offered(text: string): RequestedFault | undefined {
  const [name = '', variant = 'on', ...more] = text.split(':');
  const fault = FAULTS.find((each) => each.name === name);
  const exists = fault && isOffered(fault) && variant !== 'off' && Object.hasOwn(fault.variants, variant);
  return exists && more.length === 0 ? { name, variant } : undefined;
}

export const nameOf = ({ name, variant = 'on' }: RequestedFault): string =>
  variant === 'on' ? name : `${name}:${variant}`;

/** From the cookie, which may hold anything: what is not known is left out. */
export function mineOf(request: Request): Mine {
  const fields = new URLSearchParams(cookie(request) ?? '');
  const attendee = fields.get('attendee') ?? '';
  const faults = new Map(fields.getAll('fault').flatMap((text) => toEntry(offered(text))));
  return { ...(isAttendee(attendee) && { attendee }), faults: [...faults.values()] };
}

export function keepMine(response: Response, { attendee, faults }: Mine): void {
  const fields = new URLSearchParams();
  for (const fault of faults) fields.append('fault', nameOf(fault));
  if (attendee !== undefined) fields.set('attendee', attendee);
  if (fields.size === 0) response.clearCookie(COOKIE, { ...KEPT, maxAge: undefined });
  else response.cookie(COOKIE, fields.toString(), KEPT);
}

/** The `baggage` header of these requests. */
export const baggageOf = ({ attendee, faults }: Mine): string => faultBaggage(faults, attendee);

/** Gives the request its baggage, where it brings none of its own. */
export const carryMine: RequestHandler = (request, _response, next) => {
  const { attendee, faults } = mineOf(request);
  let baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
  if (attendee !== undefined && !baggage.getEntry(ATTENDEE_KEY)) {
    baggage = baggage.setEntry(ATTENDEE_KEY, { value: attendee });
    // This span has begun before anybody could look at the cookie; those beneath it get the name by themselves.
    trace.getActiveSpan()?.setAttribute(DEMO_ATTENDEE, attendee);
  }
  if (faults.length > 0 && !baggage.getEntry(FAULT_KEY))
    baggage = baggage.setEntry(FAULT_KEY, { value: faults.map(nameOf).join('+') });
  context.with(propagation.setBaggage(context.active(), baggage), next);
};

const toEntry = (fault: RequestedFault | undefined): [string, RequestedFault][] =>
  fault ? [[fault.name, fault]] : [];

function cookie({ headers }: Request): string | undefined {
  const pairs = headers.cookie?.split(';') ?? [];
  const own = pairs.find((pair) => pair.trim().startsWith(`${COOKIE}=`));
  try {
    return own && decodeURIComponent(own.trim().slice(COOKIE.length + 1));
  } catch {
    return undefined;
  }
}
