/** What `tracewalk load drive` does. */
import { writeFileSync } from 'node:fs';
import {
  checkReachable,
  Drive,
  type DriveReport,
  readDriveOptions,
  readThreshold,
  renderHtml,
  renderReport,
  liveLines,
} from '@tracewalk/load-generator/drive';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { readSettings } from '../settings.ts';
import { checkWritable } from './check-writable.ts';
import { liveBlock } from './live-block.ts';

const FRONTEND_PORT = 8080;
/** How long without --duration. */
const USUAL_DURATION = '60s';
/** One Ctrl-C arrives twice, from the terminal and from npm; what comes this much later is a second one, in ms. */
const SAME_CTRL_C = 500;
const PROGRESS_MS = 500;

/**
 * Returns the exit code: 1 when a threshold was missed, or when no request at all went well.
 * @throws BadInput (exit code 2) for flags that cannot be used, a target that nobody listens at, or a file that cannot
 * be written; nothing has been sent then.
 */
export async function runDrive(flags: Record<string, unknown>): Promise<number> {
  const { failIf = [], json, html, portOffset, ...texts } = flags as Flags;
  const local = `http://127.0.0.1:${FRONTEND_PORT + readPortOffset(portOffset)}`;
  const options = readDriveOptions({ frontend: local, ...texts }, USUAL_DURATION, flagName);
  const thresholds = failIf.map(readThreshold);
  const files = [json, html].filter((file) => file !== undefined && file !== '-');
  for (const file of files) checkWritable(file as string);
  await checkReachable(options.frontend, options.wait);
  if (options.events) await checkReachable(options.events, options.wait);

  const isForMachines = json === '-';
  const drive = new Drive(options);
  const report = await untilDone(drive, !isForMachines && process.stdout.isTTY);
  if (json !== undefined && !isForMachines) writeFileSync(json, `${JSON.stringify(report)}\n`);
  if (html !== undefined) writeFileSync(html, renderHtml(report, thresholds));
  process.stdout.write(`${isForMachines ? JSON.stringify(report) : renderReport(report, thresholds)}\n`);
  const nothingWorked = report.errors > 0 && report.errors === report.asked - report.dropped;
  return nothingWorked || thresholds.some(({ check }) => check(report).missed) ? 1 : 0;
}

interface Flags {
  portOffset?: string;
  failIf?: string[];
  json?: string;
  html?: string;
}

/** From the flag, the environment or tracewalk.yaml, as every command of the local system takes it. */
function readPortOffset(portOffset: string | undefined): number {
  try {
    return readSettings({ portOffset }).settings.portOffset;
  } catch (error) {
    throw new BadInput((error as Error).message, { cause: error });
  }
}

const flagName = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Ctrl-C ends the sending; a second one the waiting for answers. Either way there is a report. */
async function untilDone(drive: Drive, isLive: boolean): Promise<DriveReport> {
  let askedAt = -Infinity;
  const onSignal = () => {
    if (performance.now() - askedAt < SAME_CTRL_C) return;
    askedAt = performance.now();
    drive.stop();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const block = liveBlock(isLive ? process.stdout : undefined, PROGRESS_MS, liveLines(drive));
  try {
    return await drive.run();
  } finally {
    block.end();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
