import { useEffect, useState } from 'preact/hooks';
import { getJson } from './get-json.ts';

export interface Answer<T> {
  /** The latest good answer, also while the next one is awaited: the page does not flicker. */
  readonly data?: T;
  readonly error?: Error;
  readonly loading: boolean;
  /** Asks again. */
  readonly retry: () => void;
}

/**
 * What the backend answers to a path; a new path is a new question, and the old one is given up.
 *
 * @param path nothing is asked while it is undefined.
 */
export function useAnswer<T>(path: string | undefined): Answer<T> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ data?: T; error?: Error; of?: string }>({});
  const question = path === undefined ? undefined : `${path} ${attempt}`;
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    getJson<T>(path, abort.signal).then(
      (data) => setState({ data, of: question }),
      (error: Error) => !abort.signal.aborted && setState((before) => ({ ...before, error, of: question })),
    );
    return () => abort.abort();
  }, [question]);
  const loading = question !== undefined && state.of !== question;
  return {
    data: state.data,
    error: loading ? undefined : state.error,
    loading,
    retry: () => setAttempt(attempt + 1),
  };
}
