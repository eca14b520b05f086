/** Tells the facilitator's page what somebody has done, and how far they are. */
import type { FoundLab, Progress } from '@tracewalk/lab';
import type { Report } from '../workshop/report.ts';

export interface News extends Pick<Report, 'did'> {
  /** Steps that are done; none unless told. */
  done?: number;
}

/**
 * Tells it, if there is one. A page that cannot be reached is said, and changes nothing: what the learner did stands.
 *
 * @param progress as it is now, with the attendee's name
 */
export async function tellWorkshop(
  url: string | undefined,
  { attendee, labs }: Progress,
  { name, steps }: FoundLab,
  { did, done = 0 }: News,
): Promise<void> {
  if (!url) return;
  if (attendee === undefined)
    return console.error('Cannot tell the workshop: start the lab with --attendee <your name>');
  const hints = labs[name]?.hints ?? 0;
  const report: Report = { attendee, lab: name, did, hints, steps: steps.length, done };
  const problem = await send(url, report).catch((error: unknown) => reason(error));
  if (problem) console.error(`Cannot tell the workshop at ${url}: ${problem}`);
}

/** What the page did not like; undefined when it took the report. */
async function send(url: string, report: Report): Promise<string | undefined> {
  const response = await fetch(new URL('/api/progress', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(3_000),
  });
  if (response.ok) return undefined;
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: unknown };
  return typeof detail === 'string' ? detail : `it answered ${response.status}`;
}

/** `fetch failed` says nothing; its cause does. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
