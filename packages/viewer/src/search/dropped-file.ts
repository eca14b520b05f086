/** Files to look at: read by the backend, kept apart from the traces that were received. */
import { signal } from '@preact/signals';
import { postBody } from '../api/get-json.ts';
import type { DroppedFile } from '../api/types.ts';
import { traceHref } from '../app/match-route.ts';
import { navigate } from '../app/router.ts';
import { announce } from '../ui/announce.tsx';

/** What the last file held, with its name. The backend lists it only once, as the answer to the file itself. */
export const opened = signal<(DroppedFile & { readonly name: string }) | undefined>(undefined);

export const fileProblem = signal('');

export const isReading = signal(false);

/** Shows the file's trace, or the list of its traces if it has several. */
export async function openFile(file: File): Promise<void> {
  fileProblem.value = '';
  isReading.value = true;
  try {
    const read = await postBody<DroppedFile>('/api/viewer/file', file);
    opened.value = { ...read, name: file.name };
    const [only, ...more] = read.traces;
    const address = `?file=${encodeURIComponent(read.file)}`;
    navigate(
      only && more.length === 0 && read.rejected === 0
        ? `${traceHref(only.traceId)}${address}`
        : `/search${address}`,
    );
  } catch (error) {
    fileProblem.value = (error as Error).message;
    announce(fileProblem.value);
  } finally {
    isReading.value = false;
  }
}
