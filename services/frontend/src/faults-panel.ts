/**
 * `/faults`: who you are, and which faults your requests have. Works without scripts: each switch is a button of a form, and
 * the answer leads back. `/?attendee=anna&fault=slow-profile-query` does the same by a link.
 */
import { faultNamed, type FlagFile, listFaults, readFlagFile } from '@tracewalk/faults';
import { parse, Problem } from '@tracewalk/service';
import express, { type RequestHandler, Router } from 'express';
import type { Config } from './config.ts';
import { faultsPage, type Flags, rowId } from './faults-page.ts';
import type { Site } from './layout.ts';
import { keepMine, type Mine, mineOf, nameOf, offered } from './mine.ts';
import { sendPage } from './send-page.ts';
import { FAULTS_FORM, FAULTS_LINK } from './requests.ts';
import { sameOrigin } from './same-origin.ts';

type FaultSettings = Pick<Config, 'FAULTS_FILE' | 'FAULTS_FLAGD'>;

export function faultsPanel(config: FaultSettings, site: Site): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '4kb' });
  router.get('/', followLink);
  router.get('/faults', (request, response) => {
    const page = faultsPage({ mine: mineOf(request), flags: flagsOf(config), viewerUrl: site.viewerUrl });
    sendPage(response, page, site);
  });
  router.post('/faults', sameOrigin, form, (request, response) => {
    const { attendee, toggle, clear, back } = parse(FAULTS_FORM, request.body ?? {}, 'form');
    const before = mineOf(request);
    const mine = clear ? { ...before, faults: [] } : toggle ? toggled(before, toggle) : before;
    keepMine(response, attendee === undefined ? mine : { ...mine, attendee: attendee || undefined });
    response.redirect(303, back ?? `/faults${toggle ? `#${rowId(toggle)}` : ''}`);
  });
  return router;
}

/** Sets what the link names, and leads to the same address without it, so that going back does not set it again. */
const followLink: RequestHandler = (request, response, next) => {
  if (request.query['attendee'] === undefined && request.query['fault'] === undefined) return next();
  const { attendee, fault } = parse(FAULTS_LINK, request.query, 'link');
  const mine = mineOf(request);
  keepMine(response, {
    attendee: attendee === undefined ? mine.attendee : attendee || undefined,
    faults: fault === undefined ? mine.faults : [...new Set(fault)].map(known),
  });
  response.redirect(303, '/');
};

/** Pressed again it is off; another variant of the same fault takes its place. */
function toggled({ attendee, faults }: Mine, text: string): Mine {
  const wanted = known(text);
  const others = faults.filter(({ name }) => name !== wanted.name);
  const wasOn = faults.some((fault) => nameOf(fault) === nameOf(wanted));
  return { attendee, faults: wasOn ? others : [...others, wanted] };
}

function known(text: string) {
  const fault = offered(text);
  if (fault) return fault;
  const [name = ''] = text.split(':');
  const state = faultNamed(name)
    ? 'no request of this page has it in this way'
    : 'there is none. /faults lists all';
  throw new Problem(400, `Cannot switch the fault ${text.slice(0, 64)}: ${state}`);
}

function flagsOf({ FAULTS_FILE, FAULTS_FLAGD }: FaultSettings): Flags {
  if (!FAULTS_FILE) return FAULTS_FLAGD ? 'unknown' : 'none';
  let file: FlagFile;
  try {
    file = readFlagFile(FAULTS_FILE);
  } catch {
    // The service's log names the file and what is wrong with it.
    return 'unknown';
  }
  return listFaults(file).filter(({ forAll }) => forAll !== 'off');
}
