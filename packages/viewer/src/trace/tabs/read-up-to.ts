/** The beginning of an answer that may be very long. */
export interface Beginning {
  readonly text: string;
  /** Whether this is all of it. */
  readonly isWhole: boolean;
}

/** Stops reading after `most` bytes. @throws when the answer is a refusal, or there is none. */
export async function readUpTo(path: string, most: number, abort: AbortController): Promise<Beginning> {
  const response = await fetch(path, { signal: abort.signal });
  if (!response.ok || !response.body) throw new Error(`The trace backend answered ${response.status}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), isWhole: true };
    text += decoder.decode(value, { stream: true });
    read += value.length;
    if (read > most) {
      await reader.cancel();
      return { text, isWhole: false };
    }
  }
}
