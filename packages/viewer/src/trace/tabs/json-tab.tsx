/** The trace as the backend has it, in OpenTelemetry's JSON. */
import { useEffect, useState } from 'preact/hooks';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { copyText } from '../copy-text.ts';
import { bytes } from '../format.ts';
import type { TraceState } from '../state/trace-state.ts';
import { readUpTo, type Beginning } from './read-up-to.ts';

/** More is not read: a browser that lays out more text in one element freezes. */
const MOST = 1_000_000;
const SHOWN = 200_000;

export function JsonTab({ state }: { state: TraceState }) {
  const { traceId, file } = state.source;
  const address = `/api/v3/traces/${encodeURIComponent(traceId)}`;
  const [read, setRead] = useState<Beginning | Error | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (file !== '') return undefined;
    const abort = new AbortController();
    setRead(undefined);
    readUpTo(address, MOST, abort).then(setRead, (error: Error) => !abort.signal.aborted && setRead(error));
    return () => abort.abort();
  }, [address, attempt]);

  if (file !== '') {
    return <EmptyState title="This trace is from a file: that file is its JSON" />;
  }
  if (read instanceof Error) {
    return (
      <ErrorState title="Cannot show the JSON" retry={() => setAttempt(attempt + 1)}>
        <p>{read.message}</p>
      </ErrorState>
    );
  }
  if (!read) return <Loading what="the JSON" />;
  const text = read.isWhole ? JSON.stringify(JSON.parse(read.text), undefined, 2) : read.text;
  return (
    <div class="tab-body">
      <div class="tab-tools">
        <a class="button" href={address} download={`trace-${traceId}.json`}>
          Save as a file
        </a>
        {read.isWhole && (
          <button type="button" class="button" onClick={() => copyText('JSON', text)}>
            Copy all
          </button>
        )}
        <code class="muted">GET {address}</code>
      </div>
      {text.length > SHOWN && (
        <p class="notice">
          {read.isWhole ? `It is ${bytes(text.length)} of text` : `It is more than ${bytes(MOST)} of text`};
          the first {bytes(SHOWN)} are shown. The file has all of it.
        </p>
      )}
      <pre class="json" tabIndex={0} role="region" aria-label="The trace as JSON">
        {text.slice(0, SHOWN)}
      </pre>
    </div>
  );
}
