/** The board in a file, so that the facilitator can stop and go on. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAttendee } from '@tracewalk/faults';
import { z } from 'zod';
import type { Board } from './board.ts';

const time = z.iso.datetime();
const count = z.int().min(0);
const BOARD = z.object({
  attendees: z.record(
    z.string().refine(isAttendee),
    z.record(
      z.string(),
      z.object({
        begunAt: time,
        heardAt: time,
        steps: count,
        done: count,
        hints: count,
        passedAt: time.optional(),
      }),
    ),
  ),
});

/** Nobody, where there is no such file yet. @throws when there is one that is no board */
export function readBoard(file: string): Board {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { attendees: {} };
    throw error;
  }
  try {
    return BOARD.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`Cannot read ${file}: it is no board of a workshop. Remove it to begin anew`, {
      cause: error,
    });
  }
}

/** Whoever reads it meanwhile, or after a crash, sees the one before or this one. */
export function writeBoard(file: string, board: Board): void {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, `${JSON.stringify(board, null, 2)}\n`);
  renameSync(beside, file);
}
