/** Asks for another trace to compare this one with. */
import { readTraceId } from '../app/find-trace.tsx';
import { compareHref } from '../app/match-route.ts';
import { navigate } from '../app/router.ts';

export function CompareWith({ traceId }: { traceId: string }) {
  const compare = (event: SubmitEvent) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget as HTMLFormElement).get('other');
    const other = readTraceId(typeof text === 'string' ? text : '');
    if (other) navigate(compareHref(traceId, other));
  };
  return (
    <details class="compare-with">
      <summary>Compare …</summary>
      <form onSubmit={compare}>
        <input
          name="other"
          required
          aria-label="Id of the trace to compare with"
          placeholder="Id of another trace"
          pattern="\s*[0-9a-fA-F\-]{1,36}\s*"
          title="A trace id: 1 to 32 hexadecimal digits"
          spellcheck={false}
          autocomplete="off"
        />
        <button type="submit" class="button">
          Compare
        </button>
      </form>
    </details>
  );
}
