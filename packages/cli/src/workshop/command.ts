/** `tracewalk workshop`: the facilitator's page, until Ctrl-C. */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { findLabs, type FoundLab } from '@tracewalk/lab';
import { clearFaults, setFaults } from '../lab/lab-faults.ts';
import { projectFolder } from '../project-folder.ts';
import { addSettingOptions, readSettings } from '../settings.ts';
import { queryUrl } from '../up/addresses.ts';
import { servicePort } from '../up/environment.ts';
import { MOST_ATTENDEES, readAttendees } from './attendees.ts';
import { expecting } from './board.ts';
import { readBoard, writeBoard } from './board-file.ts';
import type { Report } from './report.ts';
import { startWorkshop } from './server.ts';
import { urlsIn } from './urls.ts';

const PORT = 8_091;

interface Flags {
  port?: number;
  host: string;
  attendees?: string;
  frontend?: string;
  shared?: boolean;
  work: string;
  portOffset?: unknown;
  queryUrl?: unknown;
  faults?: unknown;
}

export function addWorkshopOptions(workshop: Command): void {
  addSettingOptions(workshop, ['portOffset', 'queryUrl', 'faults'])
    .option('--port <n>', `where it listens (default: ${PORT})`, toPort)
    .option('--host <host>', 'an address of this machine; 0.0.0.0 for the room', '127.0.0.1')
    .option(
      '--attendees <names>',
      `who is expected: names with commas between them, or how many; up to ${MOST_ATTENDEES}`,
    )
    .option('--frontend <url>', "where attendees' browsers find the system's page")
    .option(
      '--shared',
      'attendees use one system, this one: when they start a lab, its fault is set here, for them',
    )
    .option('--work <dir>', 'where the progress is kept, in workshop.json', 'lab-work')
    .action(runWorkshop);
}

async function runWorkshop(flags: Flags): Promise<void> {
  const { host, attendees, shared } = flags;
  const { settings } = readSettings({
    portOffset: flags.portOffset,
    queryUrl: flags.queryUrl,
    faults: flags.faults,
  });
  const labs = await findLabs(join(projectFolder, 'labs'));
  const file = join(resolve(flags.work), 'workshop.json');
  const board = expecting(readBoard(file), attendees === undefined ? [] : readAttendees(attendees));
  const frontend = flags.frontend ?? `http://127.0.0.1:${servicePort('frontend', settings)}`;
  if (!URL.canParse(frontend)) throw new Error(`Cannot link to the page: ${frontend} is no URL`);
  const workshop = await startWorkshop({
    host,
    port: flags.port ?? PORT + settings.portOffset,
    labs,
    board,
    keep: (next) => writeBoard(file, next),
    onReport: shared ? (report) => breakFor(report, labs, settings.faults) : undefined,
    frontendUrl: frontend.replace(/\/$/, ''),
    viewerUrl: (queryUrl(settings) ?? frontend).replace(/\/$/, ''),
  });
  say(host, workshop.port, labs.length, file);
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await stopped;
  await workshop.stop();
}

/** What `lab start` does on a system of one's own. All at one place, so that no two write the flags at once. */
async function breakFor(
  { attendee, lab: name, did }: Report,
  labs: readonly FoundLab[],
  file: string,
): Promise<void> {
  const lab = labs.find((each) => each.name === name);
  if (lab && did === 'start') await setFaults(lab, { file }, attendee);
  if (lab && did === 'reset') await clearFaults(lab, { file }, attendee);
}

function say(host: string, port: number, labs: number, file: string): void {
  const [url = '', ...others] = urlsIn(host, port);
  const here = others.length > 0 || host === '0.0.0.0' ? `http://127.0.0.1:${port}` : url;
  console.log(`Workshop            ${here}, ${labs} labs`);
  console.log(`Write on the board  ${url}${others.length > 0 ? `, or else ${others.join(', ')}` : ''}`);
  console.log(
    `Attendees type      TRACEWALK_WORKSHOP=${url} npx tracewalk lab start 01 --attendee <their name>`,
  );
  if (url.startsWith('http://127.'))
    console.log('It is for this machine only: --host 0.0.0.0 opens it to the room.');
  else console.log('Whoever reaches it can report for everybody: let nobody but the room reach it.');
  console.log(`The progress is in ${file}. Ctrl-C stops.`);
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535');
  return port;
}
