/** The events of a span, each at its time since the trace's start. */
import { useState } from 'preact/hooks';
import type { SpanDetail } from '../../api/types.ts';
import { plural } from '../../ui/format-number.ts';
import { duration, named } from '../format.ts';
import type { TraceState } from '../state/trace-state.ts';
import { AttributeTable } from './attribute-list.tsx';

const SHOWN = 50;

export function EventList({ detail: { events } }: { state: TraceState; detail: SpanDetail }) {
  const [all, setAll] = useState(false);
  if (events.length === 0) return null;
  return (
    <details class="detail-section" open>
      <summary>
        Events <span class="count">{events.length}</span>
      </summary>
      <ol class="events">
        {events.slice(0, all ? undefined : SHOWN).map((event, key) => (
          <li key={key}>
            <p>
              <span class="event-time">{duration(event.time)}</span> <bdi>{named(event.name, 'name')}</bdi>
            </p>
            <AttributeTable label={`Attributes of the event ${event.name}`} attributes={event.attributes} />
          </li>
        ))}
      </ol>
      {!all && events.length > SHOWN && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          Show all {plural(events.length, 'event')}
        </button>
      )}
    </details>
  );
}
